import { beforeAll, describe, expect, it } from 'vitest';
import { ManifestSchema } from '../../src/contract/manifest.ts';
import { failure, request } from './client.ts';
import { MODEL, putModel, readVersion, type Version } from './store.ts';

let version: Version;
const path = (file: string) => `/models/${MODEL}/1.0.0/${file}`;

beforeAll(async () => {
  version = await readVersion(MODEL);
  await putModel(version, MODEL);
});

describe('a file of a model', () => {
  it('comes as it lies in the bucket, whole, with its length, and for a year', async () => {
    const bytes = version.files.get('model.onnx')!;
    const response = await request(path('model.onnx'));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable, no-transform',
      'content-length': String(bytes.length),
      'content-type': 'application/octet-stream',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('is found by what the manifest says of it', async () => {
    const manifest = ManifestSchema.parse(await (await request(path('manifest.json'))).json());
    for (const [name, { bytes }] of Object.entries(manifest.files)) {
      const { headers } = await request(path(name), { method: 'HEAD' });
      expect(headers.get('content-length'), name).toBe(String(bytes));
    }
  });

  it('comes in parts that make the whole', async () => {
    const bytes = version.files.get('model.onnx')!;
    const half = bytes.length >> 1;
    const parts = [`bytes=0-${half - 1}`, `bytes=${half}-`];
    const responses = await Promise.all(
      parts.map((range) => request(path('model.onnx'), { headers: { range } })),
    );
    expect(responses.map(({ status }) => status)).toEqual([206, 206]);
    expect(responses[1]!.headers.get('content-range')).toBe(
      `bytes ${half}-${bytes.length - 1}/${bytes.length}`,
    );
    const joined = await Promise.all(
      responses.map(async (part) => [...new Uint8Array(await part.arrayBuffer())]),
    );
    expect(Uint8Array.from(joined.flat())).toEqual(bytes);
  });

  it('is not sent in parts to who has another version of it', async () => {
    const headers = { range: 'bytes=0-9', 'if-range': '"another"' };
    const response = await request(path('tokenizer.json'), { headers });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  it('says how long it is when a range lies beyond its end', async () => {
    const response = await request(path('tokenizer.json'), { headers: { range: 'bytes=999999999-' } });
    expect(response.headers.get('content-range')).toBe(
      `bytes */${version.files.get('tokenizer.json')!.length}`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await failure(Promise.resolve(response))).toMatchObject({
      status: 416,
      code: 'range_not_satisfiable',
    });
  });

  it('is not sent again to who has it', async () => {
    const etag = (await request(path('tokenizer.json'), { method: 'HEAD' })).headers.get('etag')!;
    const again = await request(path('tokenizer.json'), { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

it('tells for a minute which version is current', async () => {
  const response = await request(`/models/${MODEL}/alias.json`);
  expect(response.headers.get('cache-control')).toBe('public, max-age=60, no-transform');
  expect(await response.json()).toMatchObject({ current: '1.0.0' });
});

it.each([
  `/models/${MODEL}/1.0.0/other.bin`,
  `/models/${MODEL}/9.9.9/model.onnx`,
  `/models/nobody/1.0.0/model.onnx`,
  `/models/nobody/alias.json`,
  `/models/${MODEL}/1.0.0/..%2f..%2fsecret`,
  `/models/${MODEL}/1.0.0/.hidden`,
  `/models/${MODEL}/1.0/model.onnx`,
  `/models/%2e%2e/1.0.0/model.onnx`,
  `/models/${MODEL.toUpperCase()}/1.0.0/model.onnx`,
])('answers 404 for %s, and no cache keeps it', async (missing) => {
  const response = await request(missing);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await failure(Promise.resolve(response))).toMatchObject({ status: 404 });
});
