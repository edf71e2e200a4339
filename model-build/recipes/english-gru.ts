import family from './family-gru.ts';
import { continued } from './shared/family.ts';

export default continued(family, 'GRU cells', { before: 12_000_000, tokens: 6_700_000 });
