import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'lstm',
  'LSTM cells',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('lstm'), hidden: 108 },
  6_316_844,
);
