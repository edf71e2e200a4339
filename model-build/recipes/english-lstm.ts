import family from './family-lstm.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'LSTM cells', {
  before: 16_700_000,
  tokens: 59_932_672,
  checkpointEvery: 366,
});
