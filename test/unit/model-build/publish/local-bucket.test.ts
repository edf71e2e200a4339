import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  expect(await seedStore(store, models)).toEqual({ models: ['random'], written: 5, skipped: [] });
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

it('leaves out a directory without an alias', async () => {
  await rm(join(models, 'random/alias.json'));
  expect(await seedStore(store, models)).toEqual({ models: [], written: 0, skipped: [] });
});

describe('with a damaged model beside a whole one', () => {
  const at = (path: string) => join(models, path);
  beforeEach(async () => {
    await cp(at('random'), at('sound'), { recursive: true });
    const manifest = at('sound/1.0.0/manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"random"', '"sound"'));
  });

  /** What is skipped, with the whole model served. */
  async function skipped(served: string[]): Promise<string[]> {
    const seeded = await seedStore(store, models);
    expect(seeded.models.toSorted()).toEqual(served);
    return seeded.skipped.map(({ path, reason }) => `${path}: ${reason}`);
  }

  it('a folder that is no version is named, and its model is served', async () => {
    await mkdir(at('random/backup'));
    expect(await skipped(['random', 'sound'])).toEqual(['random/backup: manifest.json cannot be read']);
    expect(puts.some((key) => key.includes('backup'))).toBe(false);
  });

  it.each([
    ['{"current":"1.0', 'random/alias.json: alias.json is not JSON'],
    ['{"current":"newest"}', /^random\/alias.json: alias.json: current: /],
    ['', 'random/alias.json: alias.json is not JSON'],
    ['{"current":"9.9.9","previous":null}', 'random/9.9.9: manifest.json cannot be read'],
  ])('the alias %j is named, and its model is not served', async (alias, reason) => {
    await writeFile(at('random/alias.json'), alias);
    expect((await skipped(['sound']))[0]).toMatch(reason);
    expect(puts).not.toContain('random/alias.json');
  });

  it('a byte order mark before an alias or a manifest is no damage', async () => {
    for (const file of ['random/alias.json', 'random/1.0.0/manifest.json']) {
      await writeFile(at(file), `\uFEFF${await readFile(at(file), 'utf8')}`);
    }
    expect(await skipped(['random', 'sound'])).toEqual([]);
  });

  it.each(['model.onnx', 'tokenizer.json', 'README.md'])('a missing %s is named', async (file) => {
    await rm(at(`random/1.0.0/${file}`));
    expect(await skipped(['sound'])).toEqual([
      `random/1.0.0: ${file} cannot be read`,
      'random: alias.json names no version that is whole',
    ]);
  });

  it('a weight file that is another one is named', async () => {
    await writeFile(at('random/1.0.0/model.onnx'), 'version https://git-lfs.github.com/spec/v1');
    expect((await skipped(['sound']))[0]).toMatch(
      /^random\/1.0.0: model.onnx is not the file that manifest.json names/,
    );
  });

  it('a damaged current version is named, and the alias stays for the previous one', async () => {
    await mkdir(at('random/1.1.0'));
    await writeFile(at('random/alias.json'), '{"current":"1.1.0","previous":"1.0.0"}');
    expect(await skipped(['random', 'sound'])).toEqual(['random/1.1.0: manifest.json cannot be read']);
    expect(puts).toContain('random/alias.json');
  });

  it('a folder whose name no model may have is named', async () => {
    await cp(at('sound'), at('Sound Copy'), { recursive: true });
    expect((await skipped(['random', 'sound']))[0]).toMatch(/^Sound Copy: a model is named with/);
  });
});
