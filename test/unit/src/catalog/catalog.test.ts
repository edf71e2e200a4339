import { beforeEach, describe, expect, it } from 'vitest';
import { encodeBackground } from '../../../../src/cache-model/background.ts';
import { MOST_PIECES } from '../../../../src/cache-model/history.ts';
import { Catalog } from '../../../../src/catalog/catalog.ts';
import { checkGraphMatches } from '../../../../src/catalog/graph-check.ts';
import { AppError } from '../../../../src/errors.ts';
import { createMemoryBucket, type MemoryBucket } from '../../../fixtures/memory-bucket.ts';
import { RANDOM_SPEC, randomModelFiles } from '../../../fixtures/random-model.ts';
import { createToyModel } from '../../../fixtures/toy-model.ts';

const files = randomModelFiles();
const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json')));
const BACKGROUND = encodeBackground(new Array<number>(RANDOM_SPEC.vocabulary).fill(1));
let bucket: MemoryBucket;
let nowMs: number;
let logged: string[];
const kept: Promise<unknown>[] = [];

function putVersion(version: string): void {
  for (const [file, bytes] of files) bucket.objects.set(`english/${version}/${file}`, bytes);
  bucket.putJson(`english/${version}/manifest.json`, { ...manifest, name: 'english', version });
}

const createCatalog = () =>
  new Catalog({
    bucket,
    prepare: () => ({ bytes: 1, open: async () => createToyModel() }),
    limitBytes: () => 100e6,
    aliasTtlMs: 30_000,
    now: () => nowMs,
    wait: () => new Promise(setImmediate),
    log: (event) => void logged.push(event),
  });

async function served(catalog: Catalog): Promise<string> {
  const lease = await catalog.acquire('english', (work) => void kept.push(work));
  lease.release();
  return lease.value.manifest.version;
}

beforeEach(() => {
  bucket = createMemoryBucket();
  // Then nothing here takes time: the order of events is that of the test.
  bucket.knowsHashes = true;
  nowMs = 0;
  logged = [];
  putVersion('1.0.0');
  putVersion('1.1.0');
  bucket.putJson('english/alias.json', { current: '1.1.0', previous: '1.0.0' });
});

describe('a catalog', () => {
  it('serves the current version and reads its files once', async () => {
    const catalog = createCatalog();
    for (let i = 0; i < 3; i++) expect(await served(catalog)).toBe('1.1.0');
    expect(bucket.reads.filter((key) => key.endsWith('model.onnx'))).toHaveLength(1);
  });

  it('hands every load to the platform, so that it outlives the request that began it', async () => {
    kept.length = 0;
    await served(createCatalog());
    expect(kept).toHaveLength(1);
  });

  it('follows a moved alias once its time is up', async () => {
    const catalog = createCatalog();
    await served(catalog);
    bucket.putJson('english/alias.json', { current: '1.0.0', previous: '1.1.0' });
    expect(await served(catalog)).toBe('1.1.0');
    nowMs += 30_000;
    expect(await served(catalog)).toBe('1.0.0');
  });

  it('serves the previous version when it is cold and the current one is broken, and says so', async () => {
    bucket.objects.set('english/1.1.0/model.onnx', new Uint8Array(3));
    const catalog = createCatalog();
    expect(await served(catalog)).toBe('1.0.0');
    expect(logged).toContain('model_fallback');
    const { manifest, fallback } = await catalog.describe('english');
    expect(manifest.version).toBe('1.0.0');
    expect(fallback).toMatchObject({ broken: '1.1.0' });
  });

  it('gives a model the cache that its manifest asks for, and refuses one that no cache can hold', async () => {
    const shares = [0.1, 0.2, 0.3, 0.4];
    const cache = { window: 8, corpora: ['own'], shares: { once: shares, same: shares, mixed: shares } };
    const marginals = { strength: 0.4, decay: 0.99, prior: 100, background: BACKGROUND };
    const key = 'english/1.1.0/manifest.json';
    bucket.putJson(key, { ...manifest, name: 'english', version: '1.1.0', cache: { ...cache, marginals } });
    const lease = await createCatalog().acquire('english', () => {});
    expect(lease.value.model.initialState().at(-1)).toHaveLength(4);
    lease.release();
    for (const wrong of [
      { ...cache, window: 7 },
      { ...cache, shares: { ...cache.shares, once: [1, 0, 0, 0] } },
      { ...cache, marginals: { ...marginals, background: 'A' } },
      { ...cache, marginals: { ...marginals, background: 'AAAA' } },
      { ...cache, marginals: { ...marginals, prior: 1e-30 } },
      { ...cache, marginals: { ...marginals, decay: 0 } },
      { ...cache, marginals: { ...marginals, strength: 2 } },
    ]) {
      bucket.putJson(key, { ...manifest, name: 'english', version: '1.1.0', cache: wrong });
      expect(await served(createCatalog())).toBe('1.0.0');
    }
  });

  it('refuses a cache for more pieces than its history can tell apart', () => {
    const shares = [0.1, 0.2, 0.3, 0.4];
    const cache = { window: 8, corpora: ['own'], shares: { once: shares, same: shares, mixed: shares } };
    const spec = { ...RANDOM_SPEC, embedding: 4, hidden: 4 };
    for (const [vocabulary, fits] of [
      [MOST_PIECES, true],
      [MOST_PIECES + 1, false],
    ] as const) {
      const made = randomModelFiles(1, { ...spec, vocabulary }, { cache });
      const manifest = JSON.parse(new TextDecoder().decode(made.get('manifest.json')));
      const check = () => checkGraphMatches(made.get('model.onnx')!, manifest);
      if (fits) expect(check).not.toThrow();
      else expect(check).toThrow(/a cache holds at most 32639/);
    }
  });

  it('refuses a cache whose background is of another number of pieces', () => {
    const shares = [0.1, 0.2, 0.3, 0.4];
    const marginals = (pieces: number) => ({
      strength: 0.4,
      decay: 0.99,
      prior: 100,
      background: encodeBackground(new Array<number>(pieces).fill(1)),
    });
    for (const [pieces, fits] of [
      [257, true],
      [256, false],
    ] as const) {
      const cache = {
        window: 8,
        corpora: ['own'],
        shares: { once: shares, same: shares, mixed: shares },
        marginals: marginals(pieces),
      };
      const made = randomModelFiles(1, RANDOM_SPEC, { cache });
      const manifest = JSON.parse(new TextDecoder().decode(made.get('manifest.json')));
      const check = () => checkGraphMatches(made.get('model.onnx')!, manifest);
      if (fits) expect(check).not.toThrow();
      else expect(check).toThrow(/257 pieces and a background of 256/);
    }
  });

  it('refuses a version that claims less work than its graph does, and serves the previous one', async () => {
    const { architecture } = manifest;
    for (const [claimed, version] of [
      [architecture.multiplyAccumulates - 1, '1.0.0'],
      [architecture.multiplyAccumulates, '1.1.0'],
      [architecture.multiplyAccumulates + 1, '1.1.0'],
    ]) {
      bucket.putJson('english/1.1.0/manifest.json', {
        ...manifest,
        name: 'english',
        version: '1.1.0',
        architecture: { ...architecture, multiplyAccumulates: claimed },
      });
      expect(await served(createCatalog())).toBe(version);
    }
  });

  it('leaves a broken version alone for the time of an alias, then tries it again', async () => {
    bucket.objects.set('english/1.1.0/model.onnx', new Uint8Array(3));
    const catalog = createCatalog();
    await served(catalog);
    putVersion('1.1.0');
    expect(await served(catalog)).toBe('1.0.0');
    nowMs += 30_000;
    expect(await served(catalog)).toBe('1.1.0');
    expect((await catalog.describe('english')).fallback).toBeNull();
  });

  it('goes on serving what it holds when a newer version is broken and the store is gone', async () => {
    const catalog = createCatalog();
    await served(catalog);
    bucket.putJson('english/alias.json', { current: '1.2.0', previous: null });
    nowMs += 30_000;
    expect(await served(catalog)).toBe('1.1.0');
    bucket.down = true;
    nowMs += 30_000;
    expect(await served(catalog)).toBe('1.1.0');
  });

  it('a store that does not answer is no fault of the version: nothing else is loaded, and nothing is called broken', async () => {
    const read = bucket.read;
    bucket.read = async (key) => {
      if (key.includes('1.1.0')) throw new AppError('storage_unavailable', 'no answer');
      return read(key);
    };
    const catalog = createCatalog();
    await expect(served(catalog)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect((await catalog.describe('english')).fallback).toBeNull();
    bucket.read = read;
    expect(await served(catalog)).toBe('1.1.0');
    expect(logged).not.toContain('model_fallback');
  });

  it('what is loaded stands in for a version that the store does not give, and is not called its fallback', async () => {
    bucket.putJson('english/alias.json', { current: '1.0.0', previous: null });
    const catalog = createCatalog();
    expect(await served(catalog)).toBe('1.0.0');
    bucket.putJson('english/alias.json', { current: '1.1.0', previous: '1.0.0' });
    await catalog.describe('english');
    nowMs += 30_000;
    const read = bucket.read;
    bucket.read = async () => {
      throw new AppError('storage_unavailable', 'no answer');
    };
    for (let i = 0; i < 3; i++) expect(await served(catalog)).toBe('1.0.0');
    expect(logged.filter((event) => event === 'model_fallback')).toHaveLength(1);
    expect((await catalog.describe('english')).fallback).toBeNull();
    bucket.read = read;
    nowMs += 1000;
    expect(await served(catalog)).toBe('1.1.0');
  });

  it('answers with what is loaded while a new version takes long, and with the new one once it is there', async () => {
    bucket.putJson('english/alias.json', { current: '1.0.0', previous: null });
    const catalog = createCatalog();
    expect(await served(catalog)).toBe('1.0.0');
    bucket.putJson('english/alias.json', { current: '1.1.0', previous: '1.0.0' });
    nowMs += 30_000;
    const read = bucket.read;
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    bucket.read = (key) => arrived.then(() => read(key));
    for (let i = 0; i < 2; i++) expect(await served(catalog)).toBe('1.0.0');
    arrive();
    expect(await served(catalog)).toBe('1.1.0');
    expect(bucket.reads.filter((key) => key === 'english/1.1.0/model.onnx')).toHaveLength(1);
  });

  it('tells the failure of the current version when no version loads, and tries again', async () => {
    bucket.objects.delete('english/1.1.0/model.onnx');
    bucket.objects.delete('english/1.0.0/tokenizer.json');
    const catalog = createCatalog();
    await expect(served(catalog)).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining('1.1.0'),
    });
    putVersion('1.1.0');
    expect(await served(catalog)).toBe('1.1.0');
  });

  it('takes the hash that the store has checked for the truth, and no other than the manifest names', async () => {
    bucket.sha256 = 'f'.repeat(64);
    await expect(served(createCatalog())).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining(bucket.sha256),
    });
  });

  it.each(['nothing', '../english', '', 'English'])('knows no model "%s"', async (name) => {
    await expect(createCatalog().acquire(name, () => {})).rejects.toMatchObject({ code: 'model_not_found' });
  });
});
