/** `GET /health`: the isolate that answers is alive. Asks no store, so that it tells of nothing else. */
import type { Health } from '../contract/health.ts';
import type { AppContext, Dependencies } from './context.ts';

export function health({ catalog, meter, wasmMemoryBytes, settings }: Dependencies) {
  return (c: AppContext): Response => {
    // Between two looks they tell how long a stranger's text is, and whether it was read before.
    const steps = settings.serverTiming ? { steps: meter.steps } : {};
    const isolate = { models: catalog.resident(), ...steps, wasmMemoryBytes: wasmMemoryBytes() };
    return c.json({ status: 'ok', isolate } satisfies Health);
  };
}
