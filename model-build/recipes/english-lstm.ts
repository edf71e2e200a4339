import { continued } from '../family.ts';
import family from './family-lstm.ts';

export default continued(family, 'LSTM cells', 12_000_000);
