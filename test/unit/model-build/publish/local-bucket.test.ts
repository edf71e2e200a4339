import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Store, seedStore } from '../../../../model-build/publish/local-bucket.ts';
import { writeRandomModel } from '../../../fixtures/random-model.ts';

let models: string;
let puts: string[];
let stored: Map<string, ArrayBuffer>;

const store: Store = {
  async head(key) {
    const sha256 = stored.get(key);
    return sha256 ? { checksums: { sha256 } } : null;
  },
  async put(key, bytes, { sha256 }) {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    puts.push(key);
    stored.set(key, Uint8Array.from(Buffer.from(sha256, 'hex')).buffer);
  },
};

beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'afterword-models-'));
  await writeRandomModel(models);
  puts = [];
  stored = new Map();
});
afterEach(() => rm(models, { recursive: true }));

it('stores every file under its path, the manifest after the files it names, the alias last', async () => {
  expect(await seedStore(store, models)).toEqual({ models: ['random'], written: 5 });
  expect(new Set(puts.slice(0, 3))).toEqual(
    new Set(['model.onnx', 'tokenizer.json', 'README.md'].map((file) => `random/1.0.0/${file}`)),
  );
  expect(puts.slice(3)).toEqual(['random/1.0.0/manifest.json', 'random/alias.json']);
});

it('writes again only what has changed', async () => {
  await seedStore(store, models);
  expect(await seedStore(store, models)).toMatchObject({ written: 0 });
  await writeFile(join(models, 'random/alias.json'), '{"current":"1.0.0","previous":"1.0.0"}');
  expect(await seedStore(store, models)).toMatchObject({ written: 1 });
  expect(puts.at(-1)).toBe('random/alias.json');
});

it('leaves out a directory without an alias, and refuses an alias that is none', async () => {
  await writeFile(join(models, 'random/alias.json'), '{"current":"newest"}');
  await expect(seedStore(store, models)).rejects.toThrow();
  await rm(join(models, 'random/alias.json'));
  expect(await seedStore(store, models)).toEqual({ models: [], written: 0 });
});
