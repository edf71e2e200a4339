import { afterEach, describe, expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const app = createTestApp({ apiKeys: keysOf({ 'key-1': 'site', 'key-2': 'editor', 'key-2b': 'editor' }) });
const BODY = { prompt: 'Hi', max_tokens: 2 };
const tenantOf = async (headers: Record<string, string>) => {
  const response = await app.post(BODY, headers);
  expect(response.status).toBe(200);
  return (await app.lines()).at(-1)!.tenant;
};

describe('with keys', () => {
  // Whoever was refused, the next one with a key is served.
  afterEach(async () => {
    expect(await tenantOf({ authorization: 'Bearer key-1' })).toBe('site');
  });

  it.each([
    [{ authorization: 'Bearer key-2' }, 'editor'],
    [{ authorization: 'bearer  key-2b' }, 'editor'],
    [{ 'x-api-key': 'key-1' }, 'site'],
    [{ authorization: 'Bearer key-1', 'x-api-key': 'key-2' }, 'site'],
  ])('%j is the tenant %s', async (headers, tenant) => {
    expect(await tenantOf(headers)).toBe(tenant);
  });

  it.each<Record<string, string>>([
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer key-3' },
    { authorization: 'Bearer key-1 key-1' },
    { authorization: 'Bearer key-1,Bearer key-2' },
    { authorization: 'Bearer schl\u00fcssel' },
    { authorization: `Bearer ${'k'.repeat(5000)}` },
    { authorization: 'Basic a2V5LTE6' },
    { authorization: 'key-1' },
    { 'x-api-key': '' },
    { 'x-api-key': 'site' },
    { 'x-api-key': 'key-1 ,key-2' },
    { authorization: 'Basic a2V5LTE6', 'x-api-key': 'key-1' },
  ])('%j is refused', async (headers) => {
    const response = await app.post(BODY, headers);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await failure(response)).toMatchObject({
      status: 401,
      type: 'authentication_error',
      code: 'invalid_api_key',
      param: null,
    });
  });

  it.each(['/v1/models', '/complete?prompt=Hi', '/nothing', '//', '/health/'])(
    '%s is for those with a key',
    async (path) => {
      expect((await app.ask(path)).status).toBe(401);
      const { status } = await app.ask(path, { headers: { 'x-api-key': 'key-1' } });
      expect([200, 404]).toContain(status);
    },
  );

  it.each(['/', '/health'])('%s is for everybody', async (path) => {
    expect((await app.ask(path)).status).toBe(200);
  });

  it('a browser may ask whether it may ask', async () => {
    const headers = {
      origin: 'https://a.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-api-key',
    };
    const asked = await app.ask('/complete', { method: 'OPTIONS', headers });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/authorization,x-api-key/);
  });

  it('the body of a stranger is not read, however long it is', async () => {
    expect((await app.post({ prompt: 'a'.repeat(2000) })).status).toBe(401);
  });
});

it('without keys nobody needs one, and everybody is the same tenant', async () => {
  const open = createTestApp();
  for (const authorization of ['Bearer whatever', 'nonsense']) {
    expect((await open.post(BODY, { authorization })).status).toBe(200);
  }
  expect((await open.lines()).map(({ tenant }) => tenant)).toEqual(['', '']);
});
