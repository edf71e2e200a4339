/** `npm run seed`: puts `models/` into local R2. */
import { dirname } from 'node:path';
import { seedLocalStore } from '../model-build/publish/local-bucket.ts';

const { models, written } = await seedLocalStore(dirname(import.meta.dirname));
console.log(`local R2 holds ${models.join(', ') || 'no models'} (${written} objects written)`);
