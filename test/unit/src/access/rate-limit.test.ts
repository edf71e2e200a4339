import { expect, it } from 'vitest';
import type { RateLimiter } from '../../../../src/access/rate-limit.ts';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

/** Lets so many requests of each key through. */
function counting(limit: number): RateLimiter & { counts: Map<string, number> } {
  const counts = new Map<string, number>();
  return {
    counts,
    async limit({ key }) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: counts.get(key)! <= limit };
    },
  };
}

const BODY = { prompt: 'Hi', max_tokens: 2 };

it('refuses an address beyond its limit, says when to come back, and serves the others', async () => {
  const app = createTestApp({ rateLimitPeriodSeconds: 10 }, { rateLimiter: counting(1) });
  const from = (address: string) => app.post(BODY, { 'cf-connecting-ip': address });
  expect((await from('192.0.2.1')).status).toBe(200);
  const refused = await from('192.0.2.1');
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await failure(refused)).toMatchObject({
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
  });
  expect((await from('192.0.2.2')).status).toBe(200);
});

it('counts a network of IPv6 as one, for whoever has one has 2^64 addresses', async () => {
  const rateLimiter = counting(2);
  const app = createTestApp({}, { rateLimiter });
  const from = async (address: string) => (await app.post(BODY, { 'cf-connecting-ip': address })).status;
  expect(await from('2001:db8:1:2::1')).toBe(200);
  expect(await from('2001:db8:1:2:ffff::')).toBe(200);
  expect(await from('2001:DB8:1:2:a:b:c:d')).toBe(429);
  expect(await from('2001:db8:1:3::1')).toBe(200);
});

it('counts a tenant by its keys, wherever they are used, and who has none by their network', async () => {
  const rateLimiter = counting(9);
  const app = createTestApp({ apiKeys: keysOf({ a: 'site', b: 'site' }) }, { rateLimiter });
  await app.post(BODY, { 'x-api-key': 'a', 'cf-connecting-ip': '192.0.2.1' });
  await app.post(BODY, { 'x-api-key': 'b', 'cf-connecting-ip': '192.0.2.2' });
  await app.post(BODY, { 'x-api-key': 'c', 'cf-connecting-ip': '192.0.2.3' });
  expect([...rateLimiter.counts]).toEqual([
    ['key:site', 2],
    ['failed address:192.0.2.3', 1],
  ]);
});

it('tells who has guessed a key too often to come back later, on any route, and no one else', async () => {
  const app = createTestApp({ apiKeys: keysOf({ a: 'site' }) }, { rateLimiter: counting(2) });
  const guess = async (path: string, key: string) =>
    (await app.ask(path, { headers: { 'x-api-key': key, 'cf-connecting-ip': '192.0.2.1' } })).status;
  expect(await guess('/complete?prompt=Hi', 'b')).toBe(401);
  expect(await guess('/nothing', 'c')).toBe(401);
  expect(await guess('/v1/models', 'd')).toBe(429);
  // Its own key has a counter of its own.
  expect(await guess('/v1/models', 'a')).toBe(200);
});

it('counts what computes or reads the store, and nothing else', async () => {
  const rateLimiter = counting(0);
  const app = createTestApp({}, { rateLimiter });
  for (const path of ['/complete', '/v1/completions', '/tokenize', '/detokenize']) {
    expect((await app.ask(path, { method: 'POST', body: '{}' })).status).toBe(429);
  }
  for (const path of ['/complete?prompt=Hi', '/v1/models', '/v1/models/random', '/v1/models/nothing']) {
    expect((await app.ask(path)).status).toBe(429);
  }
  expect(app.bucket.operations).toBe(0);
  for (const path of ['/', '/health']) expect((await app.ask(path)).status).toBe(200);
  expect([...rateLimiter.counts]).toEqual([['address:unknown', 8]]);
});

it('serves everybody while the binding fails, and logs that it does', async () => {
  const rateLimiter = { limit: () => Promise.reject(new Error('no counter')) };
  const app = createTestApp({}, { rateLimiter });
  expect((await app.post(BODY)).status).toBe(200);
  expect(app.logged).toContainEqual({ event: 'rate_limit_failed', error: 'Error: no counter' });
});

it('serves everybody when the period is 0', async () => {
  const app = createTestApp({ rateLimitPeriodSeconds: 0 }, { rateLimiter: counting(0) });
  expect((await app.post(BODY)).status).toBe(200);
});

it('counts whatever costs computing or reads the store, and no document', async () => {
  const counter = counting(Number.POSITIVE_INFINITY);
  const app = createTestApp(undefined, { rateLimiter: counter });
  const countOf = async (path: string) => {
    counter.counts.clear();
    await app.ask(path, { headers: { 'cf-connecting-ip': '192.0.2.1' } });
    return counter.counts.size;
  };
  for (const path of [
    '/complete',
    '/v1/completions',
    '/tokenize',
    '/predict',
    '/v1/models',
    '/v1/models/random',
  ])
    expect(await countOf(path), path).toBe(1);
  for (const path of ['/models/random/alias.json', '/models/random/1.0.0/manifest.json'])
    expect(await countOf(path), path).toBe(1);
  for (const path of ['/', '/health', '/reference', '/openapi.json', '/ghost-text.js', '/learn', '/nothing'])
    expect(await countOf(path), path).toBe(0);
});
