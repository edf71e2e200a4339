/** Puts the application's parts together: settings and bindings in, a Hono application out. Once per isolate. */
import { createApp } from './app.ts';
import { createBucket, type ModelBucket } from './catalog/bucket.ts';
import { Catalog } from './catalog/catalog.ts';
import type { Settings } from './env.ts';
import { PrefixCache } from './generation/reading/prefix-cache.ts';
import { StepMemory } from './generation/reading/step-memory.ts';
import { logToConsole } from './log.ts';
import { ResumeTokens } from './resume/sealed-token.ts';
import type { Dependencies } from './routes/context.ts';
import { createRuntimes } from './runtime/index.ts';
import { type Meter, metered } from './runtime/metered.ts';
import type { Runtime } from './runtime/runtime.ts';

/** Between two looks at whether memory has become free. */
const WAIT_MS = 5;
/** For the states of texts that were read lately: some 300 of them. */
const PREFIX_BYTES = 4e6;
/** For steps that were made lately: some 50 of them, of one or two people who type. */
const STEP_BYTES = 2e6;

/** What the platform lends. */
export interface Bindings
  extends Pick<Dependencies, 'rateLimiter' | 'metrics' | 'readDocument' | 'readScript' | 'openAsset'> {
  models: ModelBucket;
  log?: Dependencies['log'];
}

/** The runtimes that a build ships. */
export type Available = { kernels: Runtime; ort?: Runtime };

/** Puts the application together: catalog, caches, resume tokens, routes. */
export function assemble(settings: Settings, bindings: Bindings, available: Available) {
  const { models, log = logToConsole, ...lent } = bindings;
  const runtimes = createRuntimes(settings.runtime, available, log);
  const meter: Meter = { steps: 0 };
  const bucket = createBucket(models, {
    pause: (milliseconds, signal) => scheduler.wait(milliseconds, { signal }).catch(() => undefined),
    random: Math.random,
  });
  const catalog = new Catalog({
    bucket,
    prepare(artefact) {
      const opening = runtimes.prepare(artefact);
      return { ...opening, open: async () => metered(await opening.open(), meter) };
    },
    limitBytes: runtimes.limitBytes,
    aliasTtlMs: settings.aliasTtlMs,
    now: Date.now,
    wait: () => scheduler.wait(WAIT_MS),
    log,
  });
  return createApp({
    ...lent,
    settings,
    catalog,
    files: bucket,
    meter,
    prefixes: new PrefixCache(PREFIX_BYTES),
    steps: new StepMemory(STEP_BYTES),
    resumeTokens: new ResumeTokens(settings.resumeKeys, settings.resumeTtlSeconds, Date.now),
    log,
    pause: () => scheduler.wait(0),
    now: Date.now,
    randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
    wasmMemoryBytes: runtimes.memoryBytes,
  });
}
