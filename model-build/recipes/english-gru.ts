import family from './family-gru.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'GRU cells', 12_000_000);
