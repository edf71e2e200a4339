import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'gated-linear',
  'gated linear recurrences',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('gated-linear'), hidden: 224 },
  7_113_839,
);
