import family from './family-lstm.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'LSTM cells', 10_000_000);
