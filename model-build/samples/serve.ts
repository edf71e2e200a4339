/** A model's version behind the whole application, in this process: what is said here is what a Worker says. */
import { createApp } from '../../src/app.ts';
import { Catalog } from '../../src/catalog/catalog.ts';
import type { Completion } from '../../src/contract/answer.ts';
import { parseSettings } from '../../src/env.ts';
import { PrefixCache } from '../../src/generation/reading/prefix-cache.ts';
import { StepMemory } from '../../src/generation/reading/step-memory.ts';
import { ResumeTokens } from '../../src/resume/sealed-token.ts';
import { objectsBucket } from '../artefact/objects-bucket.ts';
import type { ModelDirectory } from '../artefact/read-model.ts';
import { openKernels } from '../runtimes/kernels.ts';

/** As wrangler.toml has them, but for the log of requests and the limits of a public server. */
const VARIABLES = {
  RUNTIME: 'kernels',
  ALLOWED_ORIGINS: '*',
  ALIAS_TTL_SECONDS: '86400',
  MAX_BODY_BYTES: '1048576',
  MAX_PROMPT_TOKENS: '65536',
  MAX_COMPLETION_TOKENS: '1024',
  MAX_REQUEST_MEGAMACS: '1000000',
  RESUME_TTL_SECONDS: '86400',
  RATE_LIMIT_PERIOD_SECONDS: '0',
};

/** Answers requests by path, as the Worker does. */
export function serveHttp(model: ModelDirectory): (path: string, init?: RequestInit) => Promise<Response> {
  const { name } = model.manifest;
  const settings = parseSettings({ ...VARIABLES, DEFAULT_MODEL: name });
  const pause = () => new Promise<void>(setImmediate);
  const app = createApp({
    settings,
    catalog: new Catalog({
      bucket: objectsBucket(objectsOf(model)),
      prepare: ({ onnx, manifest }) => ({
        bytes: onnx.length,
        open: async () => openKernels(onnx, manifest.quantization.activations),
      }),
      limitBytes: () => Number.POSITIVE_INFINITY,
      aliasTtlMs: settings.aliasTtlMs,
      now: Date.now,
      wait: pause,
      log: () => {},
    }),
    meter: { steps: 0 },
    prefixes: new PrefixCache(0),
    steps: new StepMemory(0),
    resumeTokens: new ResumeTokens([], settings.resumeTtlSeconds, Date.now),
    log: () => {},
    pause,
    now: Date.now,
    // Samples are the same each time they are made.
    randomSeed: () => 1,
    readDocument: (document) => Promise.reject(new Error(`${document} is not served here`)),
    wasmMemoryBytes: () => 0,
  });
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  return async (path, init) => app.request(path, init, {}, context);
}

/** Answers bodies of `POST /complete`. Rejects with what an answer says that is no completion. */
export function serve(model: ModelDirectory): (body: object) => Promise<Completion> {
  const ask = serveHttp(model);
  return async (body) => {
    const answer = await ask('/complete', { method: 'POST', body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`/complete answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Completion;
  };
}

/** One version, and an alias that points at it. */
function objectsOf({ manifest, files }: ModelDirectory): Map<string, Uint8Array> {
  const { name, version } = manifest;
  const alias = new TextEncoder().encode(JSON.stringify({ current: version, previous: null }));
  const objects = new Map<string, Uint8Array>([[`${name}/alias.json`, alias]]);
  for (const [file, bytes] of files) objects.set(`${name}/${version}/${file}`, bytes);
  return objects;
}
