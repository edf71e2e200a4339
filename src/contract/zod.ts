/**
 * zod as schemas of the Worker use it: `zod/mini`, which leaves out of the bundle what nobody calls, with the English
 * messages that it comes without.
 */
import { config } from 'zod/mini';
import english from 'zod/v4/locales/en.js';

export * from 'zod/mini';

config(english());
