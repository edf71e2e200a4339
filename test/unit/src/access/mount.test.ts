import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const KEY = { 'x-api-key': 'a' };
const BODY = JSON.stringify({ prompt: 'Hi', max_tokens: 4, temperature: 0 });

/** Somebody's Worker, with Afterword below a path of it. */
function mounted(path: string, settings: Parameters<typeof createTestApp>[0] = {}) {
  const inner = createTestApp(settings);
  const outer = new Hono()
    .get('/', (c) => c.text('the shop'))
    .get('/health', (c) => c.text('the shop is open'))
    .route(path, inner.app)
    .get('/after', (c) => c.text('behind it'))
    .notFound((c) => c.text('the shop has no such page', 404));
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  return {
    ...inner,
    ask: (url: string, init?: RequestInit) => Promise.resolve(outer.request(url, init, {}, context)),
  };
}

describe.each(['/ai', '/:tenant/ai'])('mounted at %s', (path) => {
  const base = path.replace(':tenant', 'shop-1');

  it('answers on every route below it, and on no other', async () => {
    const { ask } = mounted(path);
    const completed = await ask(`${base}/complete`, { method: 'POST', body: BODY });
    expect(completed.status).toBe(200);
    expect((await completed.json()).choices[0].text).toBe(' and');
    for (const route of [
      '/health',
      '/v1/models',
      '/v1/models/random',
      '/reference',
      '/openapi.json',
      '/learn',
      '/classifiers',
      '',
    ]) {
      expect((await ask(base + route)).status, route).toBe(200);
    }
    for (const [url, text] of [
      ['/', 'the shop'],
      ['/health', 'the shop is open'],
      ['/after', 'behind it'],
    ]) {
      const answer = await ask(url);
      expect(await answer.text()).toBe(text);
      expect(answer.headers.has('x-request-id')).toBe(false);
    }
    const missing = await ask('/elsewhere');
    expect([missing.status, await missing.text()]).toEqual([404, 'the shop has no such page']);
  });

  it('answers in its own words what is not there, or not so', async () => {
    const { ask } = mounted(path);
    expect(await failure(await ask(`${base}/v1/chat/completions`, { method: 'POST' }))).toMatchObject({
      status: 404,
      code: 'route_not_found',
      message: `There is no POST ${base}/v1/chat/completions. Did you mean ${base}/v1/completions?`,
    });
    const refused = await ask(`${base}/complete`, { method: 'DELETE' });
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await failure(refused)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(await failure(await ask(`${base}/complete`, { method: 'POST', body: '{' }))).toMatchObject({
      status: 400,
    });
  });

  it('keeps what is public public, and wants a key for the rest', async () => {
    const { ask } = mounted(path, { apiKeys: keysOf({ a: 'site' }) });
    for (const route of ['', '/learn', '/classifiers', '/health', '/reference', '/openapi.json']) {
      expect((await ask(base + route)).status, route).toBe(200);
    }
    for (const route of ['/v1/models', '/nothing', '/complete/health']) {
      expect((await ask(base + route)).status, route).toBe(401);
    }
    const init = { method: 'POST', body: BODY, headers: KEY };
    expect((await ask(`${base}/complete`, init)).status).toBe(200);
  });

  it('says where it is, in its page and in its documents', async () => {
    const { ask } = mounted(path);
    const home = await (await ask(`https://a.example${base}`)).text();
    expect(home).toBe(`playground.html for https://a.example${base} at ${base}`);
    expect(await (await ask(`https://a.example${base}/reference`)).text()).toBe(
      `reference.html for https://a.example${base} at {{mount}}`,
    );
    expect(await (await ask(`${base}/openapi.json`)).json()).toMatchObject({ servers: [{ url: base }] });
  });

  it('lets browsers of other origins ask, and keeps its headers to itself', async () => {
    const { ask } = mounted(path, { allowedOrigins: ['https://b.example'] });
    const headers = { origin: 'https://b.example', 'access-control-request-method': 'POST' };
    const preflight = await ask(`${base}/complete`, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://b.example');
    expect((await ask(`${base}/health`)).headers.get('cache-control')).toBe('no-store');
    expect((await ask('/after')).headers.get('content-security-policy')).toBe(null);
  });
});

it('logs the route as it is called, wherever it is mounted', async () => {
  const { ask, logged } = mounted('/ai');
  await ask('/ai/complete', { method: 'POST', body: BODY });
  await ask('/ai/secret-words');
  await ask('/ai/v1/models/random');
  expect(logged.filter(({ event }) => event === 'request').map(({ route }) => route)).toEqual([
    'POST /complete',
    'GET /*',
    'GET /v1/models/:id',
  ]);
});
