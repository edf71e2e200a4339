/** Browsers on other websites: what OpenAI's own SDK asks for is allowed, and what a script reads is exposed. */
import OpenAI from 'openai';
import { expect, it } from 'vitest';
import { createTestApp } from '../../../helpers/app.ts';

const ORIGIN = 'https://a.example';
const app = createTestApp({ allowedOrigins: [ORIGIN] });
const preflight = (headers: string, origin = ORIGIN) =>
  app.ask('/v1/completions', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
  });
const allowed = (response: Response) =>
  response.headers.get('access-control-allow-headers')?.split(',') ?? [];

it('lets the SDK send every header that it sends', async () => {
  let sent: string[] = [];
  const fetch = async (_url: unknown, init?: RequestInit) => {
    sent = [...new Headers(init?.headers).keys()];
    return new Response('{}', { headers: { 'content-type': 'application/json' } });
  };
  const client = new OpenAI({
    baseURL: 'https://b.example/v1',
    apiKey: 'k',
    dangerouslyAllowBrowser: true,
    fetch,
  });
  await client.completions.create({ model: 'random', prompt: 'Hi' });
  expect(sent.filter((name) => name.startsWith('x-stainless-')).length).toBeGreaterThan(3);
  const response = await preflight(sent.join(','));
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(allowed(response)).toEqual(sent);
});

it.each(['x-stainless-os', 'x-title', 'if-none-match', 'http-referer'])('lets %s through', async (header) => {
  expect(allowed(await preflight(header))).toEqual([header]);
});

it('lets no other website in, whatever headers it asks for', async () => {
  const response = await preflight('x-title', 'https://other.example');
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

it('never lets cookies along, so that allowing every header gives nobody anything', async () => {
  expect((await preflight('cookie')).headers.get('access-control-allow-credentials')).toBeNull();
});

it('shows scripts what they need to wait, to cache and to measure', async () => {
  const { headers } = await app.ask('/complete?prompt=Hi', { headers: { origin: ORIGIN } });
  const exposed = headers.get('access-control-expose-headers')!.split(',');
  expect(exposed).toEqual(expect.arrayContaining(['etag', 'retry-after', 'server-timing', 'x-request-id']));
});
