import { continued } from '../family.ts';
import family from './family-lstm.ts';

export default continued(family, 'LSTM cells', 10_000_000);
