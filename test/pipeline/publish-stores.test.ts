/** Local R2 and R2's S3 side keep the same promises. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStore } from '../../model-build/publish/local-store.ts';
import { openS3Store, readS3Settings } from '../../model-build/publish/s3-store.ts';
import type { ModelStore } from '../../model-build/publish/store.ts';
import { type S3Worker, startS3Worker } from '../helpers/s3-worker.ts';

let worker: S3Worker;
let folder: string;
beforeAll(async () => {
  worker = await startS3Worker();
  folder = await mkdtemp(join(tmpdir(), 'afterword-r2-'));
});
afterAll(async () => {
  await worker.close();
  await rm(folder, { recursive: true });
});

/** Few, so that a short list takes several pages. */
const PAGE_KEYS = 3;

const bytes = (...values: number[]) => Uint8Array.from(values);

describe.each<[name: string, open: () => ModelStore | Promise<ModelStore>]>([
  ['local R2', () => openLocalStore(folder, PAGE_KEYS)],
  ["R2's S3 side", () => openS3Store(worker.settings, PAGE_KEYS)],
])('%s', (_, open) => {
  let store: ModelStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('creates an object once', async () => {
    expect(await store.get('a/once')).toBeNull();
    expect(await store.putIf('a/once', bytes(1, 2, 3), 'absent')).toBe(true);
    expect(await store.putIf('a/once', bytes(4), 'absent')).toBe(false);
    expect((await store.get('a/once'))?.bytes).toEqual(bytes(1, 2, 3));
  });

  it('of ten who create one object at once lets one succeed', async () => {
    const writers = Array.from({ length: 10 }, (_, i) => store.putIf('a/race', bytes(i), 'absent'));
    const outcomes = await Promise.all(writers);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await store.get('a/race'))?.bytes).toEqual(bytes(outcomes.indexOf(true)));
  });

  it('replaces only what its etag says is still there', async () => {
    await store.putIf('a/swap', bytes(1), 'absent');
    const { etag } = (await store.get('a/swap'))!;
    expect(await store.putIf('a/swap', bytes(2), { etag })).toBe(true);
    expect(await store.putIf('a/swap', bytes(3), { etag })).toBe(false);
    expect(await store.putIf('a/absent', bytes(3), { etag })).toBe(false);
    expect((await store.get('a/swap'))?.bytes).toEqual(bytes(2));
    expect(await store.get('a/absent')).toBeNull();
  });

  it('lists every key under a prefix, with its size, over several pages', async () => {
    const keys = ['1.0.0/a', '1.0.0/b', '1.10.0/a', '1.9.0/a', '1.9.0/b-c_d', 'alias.json', 'z'].map(
      (end) => `many/${end}`,
    );
    for (const key of keys.toReversed()) await store.putIf(key, bytes(1, 2), 'absent');
    expect(await store.list('many/')).toEqual(keys.map((key) => ({ key, bytes: 2 })));
    expect(await store.list('none/')).toEqual([]);
  });

  it('removes an object, and does not mind one that is gone', async () => {
    await store.putIf('a/gone', bytes(1), 'absent');
    await store.remove('a/gone');
    await store.remove('a/gone');
    expect(await store.get('a/gone')).toBeNull();
  });

  it('keeps what a megabyte of every byte holds', async () => {
    const megabyte = Uint8Array.from({ length: 1 << 20 }, (_, i) => i * 7);
    await store.putIf('a/large', megabyte, 'absent');
    expect(Buffer.from(megabyte).equals((await store.get('a/large'))!.bytes)).toBe(true);
  });
});

describe("R2's S3 side, when it refuses", () => {
  it('tells what it said, and never takes an absent bucket for an absent object', async () => {
    const forged = openS3Store({ ...worker.settings, secretAccessKey: 'wrong' });
    await expect(forged.get('a/once')).rejects.toThrow(
      /answered 403 to GET \/a\/once: SignatureDoesNotMatch/,
    );
    const astray = openS3Store({ ...worker.settings, bucket: 'other' });
    await expect(astray.get('a/once')).rejects.toThrow(/bucket other at .* answered 40/);
  });

  it('says so when it cannot be reached', async () => {
    const nowhere = openS3Store({ ...worker.settings, endpoint: 'http://127.0.0.1:1' });
    await expect(nowhere.list('')).rejects.toThrow('bucket models at 127.0.0.1:1 cannot be reached');
  });

  it('wants its settings, and names all that are missing', () => {
    expect(() => readS3Settings({ R2_SECRET_ACCESS_KEY: '' })).toThrow(
      'R2_ACCESS_KEY_ID is not set; R2_SECRET_ACCESS_KEY is empty; R2_ACCOUNT_ID is not set',
    );
    expect(readS3Settings({ R2_ACCESS_KEY_ID: 'a', R2_SECRET_ACCESS_KEY: 'b', R2_ACCOUNT_ID: 'c' })).toEqual({
      accessKeyId: 'a',
      secretAccessKey: 'b',
      bucket: 'models',
      endpoint: 'https://c.r2.cloudflarestorage.com',
    });
  });
});
