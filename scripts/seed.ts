/** `npm run seed`: puts `models/` into local R2. */
import { dirname } from 'node:path';
import { describeSeeded, seedLocalStore } from '../model-build/publish/local-bucket.ts';

console.log(describeSeeded(await seedLocalStore(dirname(import.meta.dirname))));
