import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecipe } from '../../../../model-build/recipe/load.ts';
import { type Recipe, recipeHash } from '../../../../model-build/recipe/recipe.ts';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

const NETWORK = { embedding: 8, cells: ['gru'], hidden: 8 };
const TRAINING = { tokens: 1000, batch: 4, window: 10, learningRate: 0.01, warmup: 5 };
const CORPUS = { corpus: 'wiki', share: 1, licence: 'MIT', origin: 'ours' };
const RECIPE = {
  name: 'one',
  version: '1.0.0',
  description: '',
  seed: 1,
  tokenizer: { kind: 'bytes' },
  data: [CORPUS],
  network: NETWORK,
  training: TRAINING,
};

let folder: string;
let written = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Loads the recipe above with other fields, from a file, as commands do. */
async function load(more: object): Promise<Recipe> {
  // A module is read once: each recipe is another file.
  const path = join(folder, `${written++}.ts`);
  await writeFile(path, `export default ${JSON.stringify({ ...RECIPE, ...more })};\n`);
  return loadRecipe(path);
}
const network = (more: object) => ({ network: { ...NETWORK, ...more } });
const training = (more: object) => ({ training: { ...TRAINING, ...more } });
const bpe = (vocabulary: number) => ({ tokenizer: { kind: 'bpe', vocabulary, sampleBytes: 1000 } });

describe('a recipe with a field that nobody knows is refused:', () => {
  it.each([
    ['at the top', { versoin: '1' }, 'Unrecognized key: "versoin"', undefined],
    ['of the network', network({ activaton: 'relu' }), 'Unrecognized key: "activaton"', 'network'],
    ['of the training', training({ warmpu: 3 }), 'Unrecognized key: "warmpu"', 'training'],
    [
      'of the generation',
      { generation: { maxTokens: 1, temperature: 1, topK: 0, topP: 1, topQ: 1 } },
      'Unrecognized key: "topQ"',
      'generation',
    ],
    ['of the data', { data: [{ ...CORPUS, weight: 1 }] }, 'Unrecognized key: "weight"', 'data[0]'],
    ['that is computed', network({ vocabulary: 300 }), 'Unrecognized key: "vocabulary"', 'network'],
  ])('%s', async (_, more, reason, place) => {
    const refused = load(more);
    await expect(refused).rejects.toThrow(reason);
    if (place) await expect(refused).rejects.toThrow(`at ${place}`);
  });
});

describe('a recipe that contradicts itself is refused, with the field, what was got and what was wanted:', () => {
  const cnns = (count: number, window: number) =>
    network({ cells: new Array(count).fill('cnn'), window, block: 'residual' });

  it.each([
    [
      'an activation without an rnn cell',
      network({ activation: 'relu' }),
      'got relu for gru, wanted it with an rnn cell only',
      'network.activation',
    ],
    [
      'a window without a window cell',
      network({ cells: ['gru', 'lstm'], window: 4 }),
      'got 4 for gru, lstm, wanted it with a perceptron, mlp, cnn cell only',
      'network.window',
    ],
    [
      'a feed-forward in a plain stack',
      network({ feedForward: 16 }),
      "got 16 in a plain stack, wanted it with block: 'residual' only",
      'network.feedForward',
    ],
    [
      'a size for recurrent kernels that are not there',
      network({ cells: ['gated-linear'], recurrentSize: 0.5 }),
      'wanted it with a gru, lstm, rnn cell only',
      'network.recurrentSize',
    ],
    [
      'earlier tokens of a run from nothing',
      { earlierTokens: 5 },
      'wanted it with training.startFrom only',
      'earlierTokens',
    ],
    [
      'a share of no beginning',
      training({ keptOfStart: 0.5 }),
      'got 0.5 for a run from nothing, wanted it with training.startFrom only',
      'training.keptOfStart',
    ],
    [
      'a stack of cnns that reaches back for ever',
      cnns(7, 8),
      'got a state of 16777264 numbers, wanted at most 1048576',
      'network.window',
    ],
    ['one that reaches past all numbers', cnns(400, 8), 'got a state of Infinity numbers', 'network.window'],
    [
      'the same corpus twice',
      { data: [CORPUS, { ...CORPUS, corpus: 'talk' }, CORPUS] },
      'got wiki again, wanted it once: add to data[0].share',
      'data[2].corpus',
    ],
    [
      'the same file under two names',
      { data: ['a.txt', './a.txt'].map((corpus) => ({ ...CORPUS, corpus })) },
      'got ./a.txt again, wanted it once',
      'data[1].corpus',
    ],
    [
      'patience with no text to validate on',
      { ...training({ patience: 2 }), data: [{ ...CORPUS, corpus: 'a.txt' }] },
      'got 2 with files alone, wanted a corpus by name',
      'training.patience',
    ],
    [
      'a warm-up longer than the run',
      training({ warmup: 26 }),
      'got 26 steps, wanted at most the 25 of the run',
      'training.warmup',
    ],
    [
      'fewer tokens than one step takes',
      training({ tokens: 39 }),
      'got 39, wanted at least the 40 of one step (batch x window)',
      'training.tokens',
    ],
    [
      'lanes that cannot be shared out evenly',
      training({ shards: 3 }),
      'got 3, wanted a divisor of training.batch, 4',
      'training.shards',
    ],
    [
      'a decay that never begins',
      training({ decay: 'cosine', decayFrom: 1 }),
      'got cosine with decayFrom 1, wanted decayFrom below 1',
      'training.decay',
    ],
    ['a first mean that never moves', training({ beta1: 1 }), 'expected number to be <1', 'training.beta1'],
    ['a second one', training({ beta2: 1 }), 'expected number to be <1', 'training.beta2'],
    [
      'more pieces than 16 bits can number',
      bpe(65_537),
      'expected number to be <=65536',
      'tokenizer.vocabulary',
    ],
  ])('%s', async (_, more, reason, place) => {
    const refused = load(more);
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toThrow(`at ${place}`);
  });

  it('each of several is named', async () => {
    const refused = load({ ...network({ window: 4, feedForward: 8 }), ...training({ warmup: 1000 }) });
    for (const place of ['network.window', 'network.feedForward', 'training.warmup'])
      await expect(refused).rejects.toThrow(`at ${place}`);
  });
});

describe('what may look like a contradiction is taken:', () => {
  it.each([
    ['the default activation for every cell', network({ activation: 'tanh' })],
    [
      'another activation where one of the cells is an rnn',
      network({ cells: ['gru', 'rnn'], activation: 'relu' }),
    ],
    ['a warm-up as long as the run', training({ warmup: 25 })],
    ['a rate that stays', training({ decayFrom: 1 })],
    [
      'patience where one corpus has a validation text',
      {
        ...training({ patience: 2 }),
        data: [CORPUS, { ...CORPUS, corpus: 'a.txt' }],
      },
    ],
    ['the largest vocabulary of 16-bit tokens', bpe(65_536)],
    ['a cnn that reaches back 6561 tokens', network({ cells: new Array(8).fill('cnn'), window: 3 })],
  ])('%s', async (_, more) => {
    expect((await load(more)).name).toBe('one');
  });
});

describe('the hash of a recipe', () => {
  const models = join(REPOSITORY, 'models');
  const shipped = readdirSync(models).filter(
    (name) =>
      existsSync(join(models, name, 'alias.json')) &&
      existsSync(join(REPOSITORY, 'model-build/recipes', `${name}.ts`)),
  );

  it.each(shipped)('%s is the one that its model was built from', async (name) => {
    const recipe = await loadRecipe(name);
    const path = join(models, name, recipe.version, 'manifest.json');
    // A recipe may be a version ahead of its model.
    if (!existsSync(path)) return;
    const manifest = ManifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(recipeHash(recipe)).toBe(manifest.recipe.sha256);
  });

  it('does not depend on the order in which fields are written', async () => {
    const { name, ...others } = RECIPE;
    const turned = await load({
      ...others,
      network: { hidden: 8, cells: ['gru'], embedding: 8 },
      generation: { frequencyPenalty: 0.3, topP: 0.95, topK: 40, temperature: 0, maxTokens: 16 },
      name,
    });
    expect(recipeHash(turned)).toBe(recipeHash(await load({})));
  });
});
