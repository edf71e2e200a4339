/** The build without onnxruntime, as wrangler bundles it: it answers, and does not carry what it must not. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { measureBundle } from '../fixtures/bundle.ts';
import { writeRandomModel } from '../fixtures/random-model.ts';

const server = createTestHarness({
  root: join(import.meta.dirname, '../..'),
  workers: [
    { configPath: './wrangler.toml', env: 'lite', vars: { DEFAULT_MODEL: 'random', ALIAS_TTL_SECONDS: '0' } },
  ],
});
let url: URL;
let models: string;

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'afterword-lite-'));
  await writeRandomModel(models);
  ({ url } = await server.listen());
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);
});
afterAll(async () => {
  await server.close();
  await rm(models, { recursive: true, force: true });
});

it('answers on the kernels, and says so', async () => {
  const body = JSON.stringify({ prompt: 'The history', max_tokens: 8, seed: 7 });
  const response = await fetch(new URL('/complete', url), { method: 'POST', body });
  expect(response.status).toBe(200);
  const { system_fingerprint } = (await response.json()) as { system_fingerprint: string };
  expect(system_fingerprint).toMatch(/-kernels-/);
  const { data } = (await (await fetch(new URL('/v1/models', url))).json()) as {
    data: { runtime: string }[];
  };
  expect(data[0].runtime).toBe('kernels');
});

it('says in words what is wrong with a request', async () => {
  const body = JSON.stringify({ prompt: 'The history', n: 17 });
  const response = await fetch(new URL('/complete', url), { method: 'POST', body });
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error.message).toBe('n: Too big: expected number to be <=16, got 17');
});

it('is small: less than 200 kB before compression', () => {
  expect(measureBundle('lite').rawBytes).toBeLessThan(200_000);
});
