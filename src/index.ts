/** The Worker: puts the platform's parts together, once per isolate. */
import { createApp } from './app.ts';
import { createBucket } from './catalog/bucket.ts';
import { Catalog } from './catalog/catalog.ts';
import { type Env, parseSettings } from './env.ts';
import { toAppError, toEnvelope } from './errors.ts';
import { logToConsole } from './log.ts';
import { openModel, RESIDENT_LIMITS, wasmMemoryBytes } from './runtime/index.ts';
import { type Meter, metered } from './runtime/metered.ts';

/** Between two looks at whether memory has become free. */
const WAIT_MS = 5;

function assemble(env: Env) {
  const settings = parseSettings(env);
  const meter: Meter = { steps: 0 };
  const catalog = new Catalog({
    bucket: createBucket(env.MODELS),
    open: async (onnx, manifest) => metered(await openModel(onnx, manifest), meter),
    limits: RESIDENT_LIMITS,
    aliasTtlMs: settings.aliasTtlMs,
    now: Date.now,
    wait: () => scheduler.wait(WAIT_MS),
    log: logToConsole,
  });
  return createApp({
    settings,
    catalog,
    meter,
    log: logToConsole,
    pause: () => scheduler.wait(0),
    now: Date.now,
    randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    wasmMemoryBytes,
  });
}

let app: ReturnType<typeof createApp> | undefined;

export default {
  fetch(request, env, context) {
    try {
      app ??= assemble(env);
    } catch (thrown) {
      const error = toAppError(thrown);
      return Response.json(toEnvelope(error, crypto.randomUUID()), { status: error.status });
    }
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
