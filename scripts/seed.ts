/** `npm run seed`: puts `models/` into local R2. */
import { dirname } from 'node:path';
import { describeSeeded, seedLocalStore } from './local-store.ts';

console.log(describeSeeded(await seedLocalStore(dirname(import.meta.dirname))));
