import { familyRecipe } from './shared/family.ts';

export default familyRecipe(
  'perceptron',
  'a single layer over the last 8 tokens',
  { embedding: 160, embeddingScale: 4, cells: ['perceptron'], hidden: 500, window: 8 },
  6_621_263,
);
