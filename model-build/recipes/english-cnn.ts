import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'cnn',
  'a causal convolution, dilated and gated, over the last 81 tokens',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('cnn'), hidden: 128, window: 3 },
  5_373_409,
);
