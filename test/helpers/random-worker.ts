/** The Worker as wrangler bundles it, serving models of random weights: `random` completes, `languages` classifies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { writeRandomClassifier } from '../fixtures/random-classifier.ts';
import { writeRandomModel } from '../fixtures/random-model.ts';

export interface RandomWorker {
  url: URL;
  /** Tokens that the isolate has stepped so far. */
  steps(): Promise<number>;
  close(): Promise<void>;
}

/** `vars` are settings of wrangler.toml to override. */
export async function startRandomWorker(vars: Record<string, string> = {}): Promise<RandomWorker> {
  const server = createTestHarness({
    root: join(import.meta.dirname, '../..'),
    workers: [
      {
        configPath: './wrangler.toml',
        vars: { DEFAULT_MODEL: 'random', ALIAS_TTL_SECONDS: '0', SERVER_TIMING: 'on', ...vars },
      },
    ],
  });
  const models = await mkdtemp(join(tmpdir(), 'afterword-random-'));
  await writeRandomModel(models);
  await writeRandomClassifier(models, 'languages');
  const { url } = await server.listen();
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);
  return {
    url,
    async steps() {
      const health = (await (await fetch(new URL('/health', url))).json()) as { isolate: { steps: number } };
      return health.isolate.steps;
    },
    async close() {
      await server.close();
      await rm(models, { recursive: true, force: true });
    },
  };
}
