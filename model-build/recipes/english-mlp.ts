import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'mlp',
  'a feed-forward network over the last 8 tokens',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('mlp'), hidden: 136, window: 8 },
  5_395_441,
);
