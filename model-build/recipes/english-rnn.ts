import { DEPTH, familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'rnn',
  'Elman cells',
  { ...RESIDUAL, cells: new Array(DEPTH).fill('rnn'), hidden: 236 },
  6_985_370,
);
