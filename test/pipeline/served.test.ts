import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { writeRandomModel } from '../fixtures/random-model.ts';

/** The Worker as wrangler bundles it, behind a real socket. */
const server = createTestHarness({
  root: join(import.meta.dirname, '../..'),
  workers: [
    {
      configPath: './wrangler.toml',
      vars: { DEFAULT_MODEL: 'random', ALIAS_TTL_SECONDS: '0', SERVER_TIMING: 'on' },
    },
  ],
});
let url: URL;
let models: string;

const complete = (body: object, signal?: AbortSignal) =>
  fetch(new URL('/complete', url), { method: 'POST', body: JSON.stringify(body), signal });

async function steps(): Promise<number> {
  const health = (await (await fetch(new URL('/health', url))).json()) as { isolate: { steps: number } };
  return health.isolate.steps;
}

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'afterword-served-'));
  await writeRandomModel(models);
  ({ url } = await server.listen());
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);
});
afterAll(async () => {
  await server.close();
  await rm(models, { recursive: true, force: true });
});

it('answers a first request, and the same one alike', async () => {
  const body = { prompt: 'The history', max_tokens: 8, seed: 7 };
  const texts = [];
  for (let i = 0; i < 2; i++) {
    const response = await complete(body);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { choices: { text: string }[] };
    texts.push(answer.choices[0].text);
  }
  expect(texts[0]).toBe(texts[1]);
});

it('stops when a client leaves in the middle of a stream', async () => {
  const before = await steps();
  const leaving = new AbortController();
  const body = { prompt: 'The', max_tokens: 1000, temperature: 1, seed: 5, stream: true };
  const reader = (await complete(body, leaving.signal)).body!.getReader();
  for (let pieces = 0; pieces < 3; pieces++) await reader.read();
  leaving.abort();
  await reader.read().catch(() => undefined);
  let last = -1;
  for (let now = await steps(); now !== last; now = await steps()) {
    last = now;
    for (let looks = 0; looks < 10; looks++) await steps();
  }
  // Frames under way between the sockets let some more steps happen; the 1000 never do.
  expect(last - before).toBeLessThan(500);
});
