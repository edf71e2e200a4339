import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mendAlias, writeStage } from '../../../../model-build/build/write.ts';
import { recipe } from '../../../../model-build/recipe/recipe.ts';

const FILES = new Map([['manifest.json', new TextEncoder().encode('{}')]]);
const recipeOf = (version: string) =>
  recipe({
    name: 'tiny',
    version,
    description: 'for this test',
    seed: 1,
    tokenizer: { kind: 'bytes' },
    data: [{ corpus: 'text.txt', share: 1, licence: 'MIT', origin: 'ours' }],
    network: { embedding: 16, embeddingScale: 4, cells: ['gru'], hidden: 16 },
    training: { backend: 'cpu', tokens: 1000, batch: 2, window: 8, learningRate: 0.01, warmup: 1 },
  });

let models: string;
const before = process.env.MODELS;
beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'models-'));
  process.env.MODELS = models;
});
afterEach(async () => {
  if (before === undefined) delete process.env.MODELS;
  else process.env.MODELS = before;
  await rm(models, { recursive: true });
});
const alias = async () => JSON.parse(await readFile(join(models, 'tiny/alias.json'), 'utf8')) as unknown;
const setAlias = async (current: string, previous: string | null) => {
  await mkdir(join(models, 'tiny'), { recursive: true });
  await writeFile(join(models, 'tiny/alias.json'), JSON.stringify({ current, previous }));
};

it('a version that is written becomes the current one, the one before it the previous', async () => {
  await writeStage(recipeOf('1.0.0'), FILES);
  expect(await alias()).toEqual({ current: '1.0.0', previous: null });
  await writeStage(recipeOf('1.1.0'), FILES);
  expect(await alias()).toEqual({ current: '1.1.0', previous: '1.0.0' });
});

describe('a build that was cut before it moved the alias moves it when it is run again', () => {
  it('when there is no alias yet', async () => {
    await mkdir(join(models, 'tiny'));
    await mendAlias(recipeOf('1.0.0'));
    expect(await alias()).toEqual({ current: '1.0.0', previous: null });
  });

  it('when the alias names the version before', async () => {
    await setAlias('1.9.0', '1.8.0');
    await mendAlias(recipeOf('1.10.0'));
    expect(await alias()).toEqual({ current: '1.10.0', previous: '1.9.0' });
  });
});

it.each([
  ['an old recipe that is built again', '1.0.0', '1.10.0', '1.9.0'],
  ['a version that somebody has rolled back', '1.1.0', '1.0.0', '1.1.0'],
  ['the current version', '1.1.0', '1.1.0', '1.0.0'],
])('leaves the alias to %s', async (_, version, current, previous) => {
  await setAlias(current, previous);
  await mendAlias(recipeOf(version));
  expect(await alias()).toEqual({ current, previous });
});
