/** `GET /health`: the isolate that answers is alive. Asks no store, so that it tells of nothing else. */
import type { Health } from '../contract/health.ts';
import type { AppContext, Dependencies } from './context.ts';

/** `GET /health`. */
export function health({ catalog, meter, prefixes, wasmMemoryBytes, settings }: Dependencies) {
  return (c: AppContext): Response => {
    // Between two looks they tell how long a stranger's text is, and whether it was read before.
    const telling = { steps: meter.steps, leases: catalog.leases(), prefixBytes: prefixes.bytes };
    const inside = settings.serverTiming ? telling : {};
    const isolate = { models: catalog.resident(), ...inside, wasmMemoryBytes: wasmMemoryBytes() };
    return c.json({ status: 'ok', isolate } satisfies Health);
  };
}
