import family from './family-lstm.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'LSTM cells', { before: 10_000_000, tokens: 6_700_000 });
