import { familyRecipe, RESIDUAL } from './shared/family.ts';

export default familyRecipe(
  'lstm-gru',
  'LSTM and GRU cells in turn',
  { ...RESIDUAL, cells: ['lstm', 'gru', 'lstm', 'gru'], hidden: 116 },
  7_192_539,
);
