import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'gru',
  'GRU cells',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('gru'), hidden: 128 },
  6_748_034,
);
