import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { textsOf } from '../../../../model-build/corpus/texts.ts';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';
import { randomModelFiles } from '../../../fixtures/random-model.ts';

const data = (...names: string[]) =>
  names.map((name) => ({ name, licence: 'MIT', origin: 'ours', bytes: 1, sha256: 'a'.repeat(64) }));
const manifest = (...names: string[]) =>
  ManifestSchema.parse(
    JSON.parse(
      new TextDecoder().decode(randomModelFiles(1, undefined, { data: data(...names) }).get('manifest.json')),
    ),
  );

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'texts-'));
  for (const file of ['wiki.test.txt', 'wiki.valid.txt', 'talk.test.txt'])
    await writeFile(join(folder, file), 'Text.\n');
  vi.stubEnv('CORPORA', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the texts of an evaluation', () => {
  it('are the corpora that the model was made from, if nothing else is wished', () => {
    expect(textsOf(manifest('wiki', 'talk'), { split: 'test' })).toEqual([
      { name: 'wiki', part: 'test', path: join(folder, 'wiki.test.txt') },
      { name: 'talk', part: 'test', path: join(folder, 'talk.test.txt') },
    ]);
  });

  it('are the files that are given, each by itself, and corpora beside them only when named', () => {
    const own = ['a', 'b'].map((name) => ({ name, part: 'own text', path: resolve(name) }));
    expect(textsOf(manifest('wiki'), { files: ['a', 'b'], split: 'test' })).toEqual(own);
    const named = textsOf(manifest('talk'), { corpora: ['wiki'], files: ['a'], split: 'valid' });
    expect(named.map(({ name, part }) => [name, part])).toEqual([
      ['wiki', 'valid'],
      ['a', 'own text'],
    ]);
  });

  it('are called training text where the model was made from a file', () => {
    expect(textsOf(manifest('notes/mine.txt'), { split: 'test' })).toEqual([
      { name: 'notes/mine.txt', part: 'training text', path: resolve('notes/mine.txt') },
    ]);
  });

  it('that are not there, or none at all, are refused with what to do', () => {
    expect(() => textsOf(manifest('novels'), { split: 'test' })).toThrow(/no novels\.test\.txt.*set CORPORA/);
    expect(() => textsOf(manifest(), { split: 'test' })).toThrow(
      'random 1.0.0 names no corpora that it was made from: wanted --text FILE',
    );
  });
});
