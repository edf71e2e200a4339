import { expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const FILE = '/models/random/1.0.0/model.onnx';
const apiKeys = keysOf({ 'key-1': 'site' });

it('wants a key where others want one, and is then kept by the browser alone', async () => {
  const app = createTestApp({ apiKeys, allowedOrigins: ['https://a.example'] });
  expect(await failure(await app.ask(FILE))).toMatchObject({ status: 401 });
  expect(await failure(await app.ask('/models/random/alias.json'))).toMatchObject({ status: 401 });
  const headers = { authorization: 'Bearer key-1', origin: 'https://b.example' };
  const response = await app.ask(FILE, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toMatch(/^private,/);
  expect(response.headers.get('access-control-allow-origin')).not.toBe('*');
});

it("is everybody's where the settings say so; nothing else becomes public", async () => {
  const app = createTestApp({ apiKeys, publicModels: true, allowedOrigins: ['https://a.example'] });
  const response = await app.ask(FILE);
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect((await app.ask('/models/random/alias.json')).status).toBe(200);
  for (const path of ['/v1/models', '/models', '/modelsx', '/complete?prompt=a'])
    expect((await app.ask(path)).status, path).toBe(401);
});

it('is counted by the rate limit, and a file that is refused is not read', async () => {
  const app = createTestApp({}, { rateLimiter: { limit: async () => ({ success: false }) } });
  const before = app.bucket.operations;
  expect(await failure(await app.ask(FILE))).toMatchObject({ status: 429 });
  expect(app.bucket.operations).toBe(before);
});

it('costs the store one look for who has it, and for a HEAD', async () => {
  const app = createTestApp();
  const etag = (await app.ask(FILE, { method: 'HEAD' })).headers.get('etag')!;
  const after = app.bucket.operations;
  expect((await app.ask(FILE, { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect(app.bucket.operations).toBe(after + 1);
  expect(app.bucket.reads).toEqual([]);
});

it('costs the store one read for a whole file, and a look before the read where a part may be wanted', async () => {
  const app = createTestApp();
  expect((await app.ask(FILE)).status).toBe(200);
  expect(app.bucket.operations).toBe(1);
  expect((await app.ask(FILE, { headers: { range: 'bytes=2-4' } })).status).toBe(206);
  expect((await app.ask(FILE, { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
  expect(app.bucket.operations).toBe(1 + 2 + 2);
});

it('says that the store does not answer, without its key', async () => {
  const app = createTestApp();
  app.bucket.down = true;
  expect(await failure(await app.ask(FILE))).toMatchObject({ status: 503, code: 'storage_unavailable' });
});
