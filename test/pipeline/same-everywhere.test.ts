/** The application in Node says what the Worker says in workerd: of that, test/browser/local.test.ts makes its measure. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { serve } from '../../model-build/samples/serve.ts';
import type { Completion } from '../../src/contract/answer.ts';
import { everydayRequests } from '../fixtures/everyday-requests.ts';
import { readModels } from '../fixtures/models.ts';
import { MODELS_DIR } from '../fixtures/shipped-models.ts';

const MODEL = 'english-small';
const PROMPTS = Number(process.env.LOCAL_PROMPTS ?? 20);

const server = createTestHarness({
  root: join(import.meta.dirname, '../..'),
  workers: [
    { configPath: './wrangler.toml', vars: { DEFAULT_MODEL: MODEL, RATE_LIMIT_PERIOD_SECONDS: '0' } },
  ],
});
let url: URL;

beforeAll(async () => {
  ({ url } = await server.listen());
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, MODELS_DIR);
});
afterAll(async () => {
  await server.close();
});

it(`answers ${3 * PROMPTS} requests in workerd as in Node, to the last digit`, async () => {
  const text = readFileSync(join(MODELS_DIR, 'fixture-gru/corpus.txt'), 'utf8');
  const [model] = readModels(MODELS_DIR, [MODEL]);
  const ask = serve(await readModel(model!.directory));
  for (const request of everydayRequests(text, PROMPTS)) {
    const response = await fetch(new URL('/complete', url), {
      method: 'POST',
      body: JSON.stringify(request),
    });
    const { choices, usage, system_fingerprint } = (await response.json()) as Completion;
    const here = await ask(request);
    expect({ choices, usage, system_fingerprint }).toEqual({
      choices: here.choices,
      usage: here.usage,
      system_fingerprint: here.system_fingerprint,
    });
  }
});
