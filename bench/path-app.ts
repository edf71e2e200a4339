/** The application in plain Node, over any step model: everything of a request but its kernels and the network. */
import { createApp } from '../src/app.ts';
import { Catalog } from '../src/catalog/catalog.ts';
import type { Manifest } from '../src/contract/manifest.ts';
import type { StepModel } from '../src/contract/step-model.ts';
import { PrefixCache } from '../src/generation/reading/prefix-cache.ts';
import { StepMemory } from '../src/generation/reading/step-memory.ts';
import { ResumeTokens } from '../src/resume/sealed-token.ts';
import { createMemoryBucket } from '../test/fixtures/memory-bucket.ts';
import { TEST_SETTINGS } from '../test/fixtures/settings.ts';

/** Posts bodies to `/complete` of an application that serves `model` under the name and files of a real one. */
export function appOver(
  model: StepModel,
  manifest: Manifest,
  onnx: Uint8Array,
  tokenizerJson: string,
): (body: string) => Promise<Response> {
  const bucket = createMemoryBucket();
  const prefix = `${manifest.name}/${manifest.version}`;
  bucket.putJson(`${manifest.name}/alias.json`, { current: manifest.version, previous: null });
  bucket.putJson(`${prefix}/manifest.json`, manifest);
  bucket.objects.set(`${prefix}/model.onnx`, onnx);
  bucket.objects.set(`${prefix}/tokenizer.json`, new TextEncoder().encode(tokenizerJson));
  const pause = () => new Promise<void>(setImmediate);
  const aliasTtlMs = 1e9;
  const app = createApp({
    settings: {
      ...TEST_SETTINGS,
      defaultModel: manifest.name,
      aliasTtlMs,
      maxBodyBytes: 1 << 20,
      maxPromptTokens: 65_536,
    },
    catalog: new Catalog({
      bucket,
      prepare: () => ({ bytes: 1, open: async () => model }),
      limitBytes: () => 100e6,
      aliasTtlMs,
      now: Date.now,
      wait: pause,
      log: () => {},
    }),
    meter: { steps: 0 },
    prefixes: new PrefixCache(1e6),
    steps: new StepMemory(1e6),
    resumeTokens: new ResumeTokens(['a secret of the bench'], 3600, Date.now),
    log: () => {},
    pause,
    now: Date.now,
    randomSeed: () => 1,
    readDocument: async (name) => name,
    wasmMemoryBytes: () => 0,
  });
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  return (body) => Promise.resolve(app.request('/complete', { method: 'POST', body }, {}, context));
}
