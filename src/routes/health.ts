/**
 * `GET /health`: the isolate that answers is alive and has the model that its settings name. A store that does not answer
 * changes nothing: it may be back before the next request.
 */
import type { Health } from '../contract/health.ts';
import type { AppContext, Dependencies } from './context.ts';
import { defaultMissing } from './lease.ts';

/** `GET /health`. */
export function health({ catalog, meter, prefixes, wasmMemoryBytes, settings }: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    if (!(await catalog.mayHave(settings.defaultModel))) throw defaultMissing(settings);
    // Between two looks they tell how long a stranger's text is, and whether it was read before.
    const telling = { steps: meter.steps, leases: catalog.leases(), prefixBytes: prefixes.bytes };
    const inside = settings.serverTiming ? telling : {};
    const isolate = { models: catalog.resident(), ...inside, wasmMemoryBytes: wasmMemoryBytes() };
    return c.json({ status: 'ok', isolate } satisfies Health);
  };
}
