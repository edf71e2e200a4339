import family from './family-gru.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'GRU cells', {
  before: 18_700_000,
  tokens: 80_773_120,
  checkpointEvery: 523,
});
