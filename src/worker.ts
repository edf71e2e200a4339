/** Puts the platform's parts together, once per isolate. */
import { createApp } from './app.ts';
import { createBucket } from './catalog/bucket.ts';
import { Catalog } from './catalog/catalog.ts';
import { readDocument } from './documents.ts';
import { type Env, parseSettings } from './env.ts';
import { toAppError, toEnvelope } from './errors.ts';
import { PrefixCache } from './generation/reading/prefix-cache.ts';
import { logToConsole } from './log.ts';
import { ResumeTokens } from './resume/tokens.ts';
import { createRuntimes } from './runtime/index.ts';
import { type Meter, metered } from './runtime/metered.ts';
import type { Runtime } from './runtime/runtime.ts';

/** Between two looks at whether memory has become free. */
const WAIT_MS = 5;
/** For the states of texts that were read lately: some 500 of them. */
const PREFIX_BYTES = 6e6;

/** The runtimes that a build ships. */
type Available = { kernels: Runtime; ort?: Runtime };

function assemble(env: Env, available: Available) {
  const settings = parseSettings(env);
  const runtimes = createRuntimes(settings.runtime, available, logToConsole);
  const meter: Meter = { steps: 0 };
  const catalog = new Catalog({
    bucket: createBucket(env.MODELS),
    prepare(artefact) {
      const opening = runtimes.prepare(artefact);
      return { ...opening, open: async () => metered(await opening.open(), meter) };
    },
    limitBytes: runtimes.limitBytes,
    aliasTtlMs: settings.aliasTtlMs,
    now: Date.now,
    wait: () => scheduler.wait(WAIT_MS),
    log: logToConsole,
  });
  return createApp({
    settings,
    catalog,
    meter,
    prefixes: new PrefixCache(PREFIX_BYTES),
    resumeTokens: new ResumeTokens(settings.resumeKeys, settings.resumeTtlSeconds, Date.now),
    log: logToConsole,
    rateLimiter: env.RATE_LIMIT,
    metrics: env.METRICS,
    pause: () => scheduler.wait(0),
    now: Date.now,
    randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    readDocument: (name) => readDocument(env.ASSETS, name),
    wasmMemoryBytes: runtimes.memoryBytes,
  });
}

/** A Worker with these runtimes. */
export function createWorker(available: Available): ExportedHandler<Env> {
  let app: ReturnType<typeof createApp> | undefined;
  return {
    fetch(request, env, context) {
      try {
        app ??= assemble(env, available);
      } catch (thrown) {
        const error = toAppError(thrown);
        return Response.json(toEnvelope(error, crypto.randomUUID()), { status: error.status });
      }
      return app.fetch(request, env, context);
    },
  };
}
