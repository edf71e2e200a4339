import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createTestApp, failure } from '../../../helpers/app.ts';

const app = createTestApp();
const BODY = JSON.stringify({ prompt: 'Hi', max_tokens: 2, temperature: 0 });
const post = (body: BodyInit, encoding: string) =>
  app.ask('/complete', { method: 'POST', body, headers: { 'content-encoding': encoding } });

it.each([
  ['gzip', gzipSync(BODY)],
  ['GZIP', gzipSync(BODY)],
  ['deflate', deflateSync(BODY)],
  ['identity', BODY],
])('reads a body in %s', async (encoding, body) => {
  expect(await (await post(body, encoding)).json()).toMatchObject({ choices: [{ text: ' a' }] });
});

it('says of other encodings that it does not read them, in place of "not JSON"', async () => {
  for (const encoding of ['br', 'zstd', 'gzip, gzip', 'constructor']) {
    expect(await failure(await post(brotliCompressSync(BODY), encoding))).toMatchObject({
      status: 415,
      code: 'unsupported_encoding',
      message: expect.stringContaining('gzip'),
    });
  }
});

it('stops unpacking at the limit of bodies, however much there is', async () => {
  const bomb = gzipSync(JSON.stringify({ prompt: 'a'.repeat(500_000) }));
  expect(bomb.length).toBeLessThan(1000);
  expect(await failure(await post(bomb, 'gzip'))).toMatchObject({ status: 413, code: 'body_too_large' });
});

it('says of what is packed wrongly that it is', async () => {
  for (const body of [BODY, gzipSync(BODY).subarray(0, 20)]) {
    expect(await failure(await post(body, 'gzip'))).toMatchObject({ status: 400, code: 'invalid_json' });
  }
});

it('is read in chunks, of which nobody has told how long they are, up to the limit of bodies', async () => {
  const inChunks = (text: string, headers = {}) => {
    const pieces = new Blob([text]).stream();
    const body = pieces.pipeThrough(new TransformStream<Uint8Array, Uint8Array>());
    return app.ask('/complete', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  };
  expect((await inChunks(BODY)).status).toBe(200);
  const tooLong = JSON.stringify({ prompt: 'a'.repeat(1000) });
  const refusal = { status: 413, code: 'body_too_large' };
  expect(await failure(await inChunks(tooLong))).toMatchObject(refusal);
  // A length beside chunks does not count.
  const lying = { 'transfer-encoding': 'chunked', 'content-length': '5' };
  expect(await failure(await inChunks(tooLong, lying))).toMatchObject(refusal);
  expect(await failure(await inChunks(BODY, { 'content-length': '1001' }))).toMatchObject(refusal);
});
