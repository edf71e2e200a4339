/** The bucket of the service, in the Worker's place, over workerd's own `disk`. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { heldNow } from '../../../../bench/soak/isolate.ts';
import { writeEntry } from '../../../../scripts/service/bundle.ts';
import { describeService } from '../../../../scripts/service/workerd-config.ts';
import { serveWorkerd } from '../../../helpers/workerd.ts';

const MB = 1e6;
const LARGE = Uint8Array.from({ length: 20 * MB }, (_, i) => i * i);
const SMALL = new TextEncoder().encode('{"current":"1.0.0"}');

/** Asks the bucket as the request's query says, and tells what came: bytes are not held, only counted and hashed. */
const ASKING = `
export default {
  async fetch({ url }, { MODELS }) {
    const { method, key, options } = JSON.parse(new URL(url).searchParams.get('q'));
    const object = await MODELS[method](key, options);
    if (object === null) return Response.json(null);
    const { etag, size, body } = object;
    if (!body) return Response.json({ etag, size });
    const hash = new crypto.DigestStream('SHA-1');
    await body.pipeTo(hash);
    const sha1 = Array.from(new Uint8Array(await hash.digest));
    return Response.json({ etag, size, bytes: Number(hash.bytesWritten), sha1 });
  },
};`;

interface Came {
  etag: string;
  size: number;
  bytes?: number;
  sha1?: number[];
}

async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-bucket-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'models/one'), { recursive: true });
  writeFileSync(join(folder, 'models/one/large'), LARGE);
  writeFileSync(join(folder, 'models/one/small'), SMALL);
  writeFileSync(join(folder, 'index.js'), ASKING);
  await writeEntry(folder);
  const config = join(folder, 'config.capnp');
  const plain = {
    compatibilityDate: '2025-01-01',
    compatibilityFlags: [],
    vars: {},
    secrets: [],
    v8Flags: [],
  };
  writeFileSync(config, describeService({ modules: ['index.js', 'disk-bucket.js', 'service.js'], ...plain }));
  const models = join(folder, 'models');
  const folders = ['--directory-path', `models=${models}`, '--directory-path', `public=${models}`];
  const { http, inspector } = await serveWorkerd(config, ...folders);
  const ask = async (method: 'get' | 'head', key: string, options?: object): Promise<Came | null> => {
    const query = encodeURIComponent(JSON.stringify({ method, key, options }));
    return (await (await fetch(`http://127.0.0.1:${http}/?q=${query}`)).json()) as Came | null;
  };
  return { ask, inspector };
}

const sha1 = (bytes: Uint8Array) => [...createHash('sha1').update(bytes).digest()];

it.each([
  ['one/large', LARGE],
  ['one/small', SMALL],
])('%s comes whole, in parts, as a head, and not to who has it', async (key, bytes) => {
  const { ask } = await start();
  const size = bytes.length;
  const whole = await ask('get', key);
  const etag = whole!.etag;
  expect(whole).toMatchObject({ size, bytes: size, sha1: sha1(bytes) });
  expect(await ask('head', key)).toEqual({ etag, size });
  const parts = [
    { offset: 3, length: 5 },
    { offset: size - 4, length: 4 },
  ];
  for (const range of parts) {
    const part = bytes.subarray(range.offset, range.offset + range.length);
    expect(await ask('get', key, { range })).toEqual({ etag, size, bytes: part.length, sha1: sha1(part) });
  }
  expect(await ask('get', key, { onlyIf: { etagDoesNotMatch: etag } })).toEqual({ etag, size });
  expect(await ask('get', key, { onlyIf: { etagDoesNotMatch: 'another' } })).toEqual(whole);
  expect(await ask('get', 'one/none')).toBeNull();
  expect(await ask('get', 'one')).toBeNull();
});

it('a large file leaves nothing of it behind, not even as garbage', async () => {
  const { ask, inspector } = await start();
  const before = await heldNow(inspector);
  expect((await ask('get', 'one/large'))!.bytes).toBe(LARGE.length);
  await ask('head', 'one/large');
  const after = await heldNow(inspector);
  expect(after.bufferBytes - before.bufferBytes).toBeLessThan(LARGE.length / 4);
});
