import { continued } from '../family.ts';
import family from './family-gru.ts';

export default continued(family, 'GRU cells', 12_000_000);
