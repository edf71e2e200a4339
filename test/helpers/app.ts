/** The application in plain Node, over a model that repeats itself and a bucket in memory. */
import { createApp } from '../../src/app.ts';
import { Catalog } from '../../src/catalog/catalog.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import type { Settings } from '../../src/env.ts';
import type { ErrorEnvelope } from '../../src/envelope.ts';
import { PrefixCache } from '../../src/generation/reading/prefix-cache.ts';
import { StepMemory } from '../../src/generation/reading/step-memory.ts';
import { ResumeTokens } from '../../src/resume/sealed-token.ts';
import type { Dependencies } from '../../src/routes/context.ts';
import { createMemoryBucket } from '../fixtures/memory-bucket.ts';
import { randomModelFiles } from '../fixtures/random-model.ts';
import { TEST_SETTINGS } from '../fixtures/settings.ts';
import { createParrot } from '../fixtures/toy-model.ts';

/** A model of a test: what lies in the store, and what runs in its place. */
export interface TestModel {
  name: string;
  version: string;
  files: ReadonlyMap<string, Uint8Array>;
  model: StepModel;
}

const files = randomModelFiles();

export type TestApp = ReturnType<typeof createTestApp>;

/** What the platform has for a test: counters, and a clock in milliseconds that the catalog goes by. */
type TestBindings = Pick<Dependencies, 'rateLimiter' | 'metrics' | 'readDocument'> & {
  now?: () => number;
  served?: TestModel;
  /** Another model in the store. */
  beside?: TestModel;
};

/** The model says " and so on" after a prompt of two bytes. */
export function createTestApp(
  settings: Partial<Settings> = {},
  { now = () => 0, served, beside, ...bindings }: TestBindings = {},
) {
  const bucket = createMemoryBucket();
  const toy = createParrot(' and so on', 2);
  const { name, version, ...of } = served ?? { name: 'random', version: '1.0.0', files, model: toy };
  for (const [file, bytes] of of.files) bucket.objects.set(`${name}/${version}/${file}`, bytes);
  bucket.putJson(`${name}/alias.json`, { current: version, previous: null });
  for (const [file, bytes] of beside?.files ?? [])
    bucket.objects.set(`${beside!.name}/${beside!.version}/${file}`, bytes);
  if (beside) bucket.putJson(`${beside.name}/alias.json`, { current: beside.version, previous: null });
  const logged: Record<string, unknown>[] = [];
  const waiting: Promise<unknown>[] = [];
  const pause = () => new Promise<void>(setImmediate);
  const log = (event: string, fields: object) => void logged.push({ event, ...fields });
  const app = createApp({
    settings: { ...TEST_SETTINGS, ...settings },
    catalog: new Catalog({
      bucket,
      prepare: ({ manifest }) => ({
        bytes: 1,
        open: async () => (manifest.name === beside?.name ? beside.model : of.model),
      }),
      limitBytes: () => 100e6,
      aliasTtlMs: settings.aliasTtlMs ?? TEST_SETTINGS.aliasTtlMs,
      now,
      wait: pause,
      log,
    }),
    files: bucket,
    meter: { steps: 0 },
    prefixes: new PrefixCache(1e6),
    steps: new StepMemory(1e6),
    resumeTokens: new ResumeTokens([], 60, () => 0),
    log,
    pause,
    now: () => 1_700_000_000_000,
    randomSeed: () => 1,
    readDocument: async (name) =>
      name === 'openapi.json' ? '{"servers":[{"url":"/"}]}' : `${name} for {{origin}} at {{mount}}`,
    readScript: async (name) => name,
    openAsset: async () => null,
    wasmMemoryBytes: () => 0,
    ...bindings,
  });
  const context = {
    waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    passThroughOnException: () => {},
    props: {},
  };
  const ask = (path: string, init?: RequestInit) => Promise.resolve(app.request(path, init, {}, context));
  return {
    bucket,
    app,
    toy,
    logged,
    ask,
    post: (body: object, headers: Record<string, string> = {}) =>
      ask('/complete', { method: 'POST', body: JSON.stringify(body), headers }),
    /** The lines of the requests so far, all of them ended. */
    async lines() {
      for (let i = 0; i < waiting.length; i++) await waiting[i];
      return logged.filter(({ event }) => event === 'request');
    },
  };
}

/** What an answer complains of, with its status. */
export async function failure(response: Response): Promise<ErrorEnvelope['error'] & { status: number }> {
  const { error } = (await response.json()) as ErrorEnvelope;
  return { status: response.status, ...error };
}
