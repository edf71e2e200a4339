/** `GET /health`: the isolate that answers is alive. Asks no store, so that it tells of nothing else. */
import type { Health } from '../contract/health.ts';
import type { AppContext, Dependencies } from './context.ts';

export function health({ catalog, meter, wasmMemoryBytes }: Dependencies) {
  return (c: AppContext): Response => {
    const isolate = { models: catalog.resident(), steps: meter.steps, wasmMemoryBytes: wasmMemoryBytes() };
    return c.json({ status: 'ok', isolate } satisfies Health);
  };
}
