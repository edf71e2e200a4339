/** The wire of `GET /health`. */
import { described } from './field.ts';
import * as z from './zod.ts';

/** The answer of `/health`. */
export const HealthSchema = z.object({
  status: described(z.literal('ok'), 'The isolate that answers is alive.'),
  isolate: described(
    z.object({
      models: described(z.array(z.string()), 'What is loaded, as `name/version`.'),
      steps: described(
        z.optional(z.int()),
        'Tokens read and said since it began. Only where `SERVER_TIMING` is on: they tell of the texts of others.',
      ),
      leases: described(
        z.optional(z.int()),
        'Requests that use a model now, one that a client does not read among them. Only where `SERVER_TIMING` is on.',
      ),
      prefixBytes: described(
        z.optional(z.int()),
        'Memory of the states of texts that were read lately. Only where `SERVER_TIMING` is on.',
      ),
      wasmMemoryBytes: described(z.int(), 'WebAssembly memory in use.'),
    }),
    'The isolate that answers; another may answer next.',
  ),
});
/** The answer of `/health`, as a type. */
export type Health = z.infer<typeof HealthSchema>;
