import { beforeEach, expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, type TestApp } from '../../../helpers/app.ts';

const TTL_MS = 30_000;
let nowMs: number;
let app: TestApp;

beforeEach(() => {
  nowMs = 0;
  app = createTestApp({ aliasTtlMs: TTL_MS }, { now: () => nowMs });
});

/** R2 operations that a request costs. */
async function costOf(path: string): Promise<number> {
  const before = app.bucket.operations;
  await app.ask(path);
  return app.bucket.operations - before;
}

it('costs a list, an alias and a manifest when it is cold, and nothing when it is warm', async () => {
  expect(await costOf('/v1/models')).toBe(3);
  for (let i = 0; i < 20; i++) {
    expect(await costOf('/v1/models')).toBe(0);
    expect(await costOf('/v1/models/random')).toBe(0);
  }
  nowMs += TTL_MS;
  // The list again, and whether the alias has moved; its manifest is known.
  expect(await costOf('/v1/models')).toBe(2);
});

it('asks once for a name of no model, by whatever route', async () => {
  expect(await costOf('/v1/models/nothing')).toBe(1);
  expect(await costOf('/v1/models/nothing')).toBe(0);
  expect(await costOf('/complete?prompt=Hi&model=nothing')).toBe(0);
  // No key of the store: it is never asked.
  expect(await costOf('/v1/models/..%2Frandom')).toBe(0);
});

it('asks once for a manifest that is missing or cannot be read, and again after the time of an alias', async () => {
  app.bucket.putJson('broken/alias.json', { current: '1.0.0', previous: null });
  await costOf('/v1/models');
  expect(await costOf('/v1/models')).toBe(0);
  expect(await costOf('/v1/models/broken')).toBe(0);
  app.bucket.putJson('broken/1.0.0/manifest.json', {});
  nowMs += TTL_MS;
  const { data } = (await (await app.ask('/v1/models')).json()) as { data: { id: string; error?: object }[] };
  expect(data.find(({ id }) => id === 'broken')).toMatchObject({ error: { code: 'model_corrupt' } });
});

it('goes on listing what it knows while the store does not answer, and fails where it knows nothing', async () => {
  const known = await (await app.ask('/v1/models')).json();
  nowMs += TTL_MS;
  app.bucket.down = true;
  expect(await (await app.ask('/v1/models')).json()).toEqual(known);
  const cold = createTestApp();
  cold.bucket.down = true;
  const failed = await cold.ask('/v1/models');
  expect(failed.status).toBe(503);
  expect(failed.headers.get('cache-control')).toBe('no-store');
});

it('may be kept by caches as long as an alias is believed, by a shared one only where nobody needs a key', async () => {
  const cacheOf = async (of: TestApp, path: string) =>
    (await of.ask(path, { headers: { 'x-api-key': 'k' } })).headers.get('cache-control');
  for (const path of ['/v1/models', '/v1/models/random']) {
    expect(await cacheOf(app, path)).toBe('public, max-age=30');
    const closed = createTestApp({ aliasTtlMs: 86_400_000, apiKeys: keysOf({ k: 'site' }) });
    expect(await cacheOf(closed, path)).toBe('private, max-age=60');
  }
  expect(await cacheOf(app, '/v1/models/nothing')).toBe('no-store');
});
