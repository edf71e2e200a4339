import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { expect, it } from 'vitest';
import { protectBrowsers } from '../../../../src/access/headers.ts';
import { createTestApp } from '../../../helpers/app.ts';

const app = createTestApp();

it.each([
  ['an answer', () => app.post({ prompt: 'Hi' })],
  ['an error', () => app.post({})],
  ['a preflight', () => app.ask('/complete', { method: 'OPTIONS' })],
  ['a page', () => app.ask('/')],
])('%s may be read from other origins, is not guessed at, and is kept by no cache', async (_what, ask) => {
  const { headers } = await ask();
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('access-control-expose-headers')).toBe('etag,retry-after,server-timing,x-request-id');
});

it("an answer may load nothing; the page's own styles work, and nothing else does", async () => {
  const policy = async (answer: Promise<Response>) => (await answer).headers.get('content-security-policy');
  expect(await policy(app.post({ prompt: 'Hi' }))).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(await policy(app.ask('/reference'))).toBe("default-src 'none'; style-src 'unsafe-inline'");
});

it.each(['/', '/learn', '/classifiers'])(
  'the playground at %s may run scripts of its own server only, by named policies',
  async (path) => {
    const policy = (await app.ask(path)).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self'",
      "connect-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types afterword afterword-playground',
    ]);
  },
);

it('a stream keeps what it says of caches itself', async () => {
  const { headers } = await app.post({ prompt: 'Hi', stream: true });
  expect(headers.get('cache-control')).toBe('no-cache, no-transform');
});

it('tells how long an answer took, and how many tokens, only where that is wanted', async () => {
  const timed = createTestApp({ serverTiming: true });
  const timing = async (from: typeof app, body: object) =>
    (await from.post({ prompt: 'Hi', temperature: 0, max_tokens: 3, ...body })).headers.get('server-timing');
  expect(await timing(timed, {})).toMatch(/^tokens;desc="2 read, 3 said",total;dur=[\d.]+/);
  expect(await timing(timed, { stream: true })).toMatch(/^total;dur=[\d.]+/);
  expect(await timing(timed, { temperature: 9 })).toMatch(/^total;dur=[\d.]+/);
  expect(await timing(app, {})).toBeNull();
});

it("protects browsers as Hono's own middleware does, which is 2.5 kB", async () => {
  const library = secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    crossOriginResourcePolicy: 'cross-origin',
    strictTransportSecurity: 'max-age=15552000',
    overwrite: false,
  });
  const headersOf = async (middleware: typeof library, mine: Record<string, string>) => {
    const app = new Hono().use(middleware).get('/', (c) => c.body('', { headers: mine }));
    return [...(await app.request('/')).headers];
  };
  const own: Record<string, string> = {
    'content-security-policy': "default-src 'self'",
    'x-frame-options': 'DENY',
  };
  for (const mine of [{}, own]) {
    expect(await headersOf(protectBrowsers, mine)).toEqual(await headersOf(library, mine));
  }
});
