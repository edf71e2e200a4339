/** What another machine trained is taken in only where it is whole and of this recipe. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { arrivedStage, openArrival } from '../../../../model-build/build/arrived.ts';
import type { PreparedText } from '../../../../model-build/build/prepare.ts';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import type { Weights } from '../../../../model-build/network/spec.ts';
import { type RecipeInput, recipe } from '../../../../model-build/recipe/recipe.ts';
import { sha256 } from '../../../../model-build/sha256.ts';
import { bytesTokenizerFile, tokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { writeRunFile } from '../../../../model-build/train/run-file.ts';
import { tokenizerHash, writeWeights } from '../../../../model-build/train/weights-file.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';

const INPUT: RecipeInput = {
  name: 'far',
  version: '0.1.0',
  description: 'trained elsewhere',
  seed: 1,
  tokenizer: { kind: 'bytes' },
  data: [{ corpus: 'a.txt', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 8, embeddingScale: 4, cells: ['gru'], hidden: 12 },
  training: { backend: 'webgpu', tokens: 320, batch: 4, window: 8, learningRate: 0.01, warmup: 1 },
};
const HOME = recipe(INPUT);
const withTraining = (training: Partial<RecipeInput['training']>) =>
  recipe({ ...INPUT, training: { ...INPUT.training, ...training } });
/** As it was run there: for three times as many tokens. */
const FITTED = withTraining({ tokens: 960, warmup: 4 });
const BYTES = bytesTokenizerFile();
const SPEC = { ...HOME.network, vocabulary: loadTokenizer(BYTES).size };
const TRAINED = { steps: 30, seconds: 12.5 };

let folder: string;
let files: { weights: string; run: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arrived-'));
  vi.stubEnv('RUNS', join(folder, 'runs'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
beforeEach(() => leave(initialWeights(SPEC, 5)));

/** What the other machine leaves. */
async function leave(weights: Weights, tokenizer: object = BYTES, run = FITTED): Promise<void> {
  files = { weights: join(folder, 'w.safetensors'), run: join(folder, 'run.json') };
  await writeWeights(files.weights, weights, tokenizerHash(tokenizer));
  const hashes = { weights: sha256(await readFile(files.weights)), tokenizer: tokenizerHash(tokenizer) };
  await writeRunFile(folder, run, 'a GPU', { ...TRAINED, ...hashes });
}

const prepared = (tokenizerJson: object) =>
  ({ tokenizerJson, tokenizer: loadTokenizer(tokenizerJson) }) as unknown as PreparedText;
const stage = async (tokenizerJson: object = BYTES, home = HOME) => {
  const arrival = await openArrival(home, files);
  return arrivedStage(arrival.recipe, prepared(tokenizerJson), arrival, () => {});
};

describe('what another machine trained', () => {
  it('takes the place of training, with its tokens, its steps, its seconds and its machine', async () => {
    const arrival = await openArrival({ ...HOME, description: 'as it is called now' }, files);
    expect(arrival.recipe.training.tokens).toBe(960);
    expect(arrival.recipe.description).toBe('as it is called now');
    const trained = await stage();
    expect(trained).toMatchObject({ ...TRAINED, backend: 'a GPU', environment: { backend: 'a GPU' } });
    const [table] = (await trained.trainer.weights()).get('table')!.values;
    expect(table).toBeCloseTo(initialWeights(SPEC, 5).get('table')!.values[0]!, 3);
    expect(await readFile(join(trained.runDir, 'run.json'), 'utf8')).toBe(await readFile(files.run, 'utf8'));
    trained.trainer.dispose();
  });

  it.each<[string, Partial<RecipeInput>, string]>([
    ['another version', { version: '0.2.0' }, 'version: got "0.1.0", wanted "0.2.0"'],
    ['another network', { network: { ...INPUT.network, hidden: 16 } }, 'network.hidden: got 12, wanted 16'],
    ['another seed', { seed: 2 }, 'seed: got 1, wanted 2'],
    [
      'another mixture',
      { data: [{ ...INPUT.data[0]!, corpus: 'b.txt' }] },
      'data.0.corpus: got "a.txt", wanted "b.txt"',
    ],
    [
      'another learning rate',
      { training: { ...INPUT.training, learningRate: 0.02 } },
      'training.learningRate: got 0.01, wanted 0.02',
    ],
    [
      'another beginning',
      { training: { ...INPUT.training, startFrom: 'models/a' } },
      'training.startFrom: got nothing, wanted "models/a"',
    ],
  ])('is refused where its run.json is of %s', async (_, change, reason) => {
    await expect(openArrival(recipe({ ...INPUT, ...change }), files)).rejects.toThrow(
      `run.json is of another recipe than far's: ${reason}`,
    );
  });

  it('is refused where run.json is none, or of a run that goes on', async () => {
    await writeRunFile(folder, FITTED, 'a GPU');
    await expect(openArrival(HOME, files)).rejects.toThrow('has no field trained');
    await writeFile(files.run, '{"recipe": {}}');
    await expect(openArrival(HOME, files)).rejects.toThrow(
      /is no run\.json of a training run: [\s\S]*environment/,
    );
    await writeFile(files.run, '{"recipe": ');
    await expect(openArrival(HOME, files)).rejects.toThrow('is no run.json of a training run');
    await rm(files.run);
    await expect(openArrival(HOME, files)).rejects.toThrow('ENOENT');
  });

  it('is refused where the weights are cut, or those of another run', async () => {
    await truncate(files.weights, 2000);
    await expect(openArrival(HOME, files)).rejects.toThrow(
      `--weights: w.safetensors cannot be read: ${files.weights}: not a whole safetensors file`,
    );
    await writeWeights(files.weights, initialWeights(SPEC, 6), tokenizerHash(BYTES));
    await expect(openArrival(HOME, files)).rejects.toThrow(
      /is not the file that .*run\.json tells of: got sha256/,
    );
  });

  it('is refused where the tokenizer that is made at home is another', async () => {
    await expect(stage(tokenizerFile([['a', 'b']]))).rejects.toThrow(
      /run\.json was trained with another tokenizer: got \w{12}, wanted \w{12}/,
    );
  });

  it('is refused where the weights are of another network, whatever run.json says', async () => {
    await leave(initialWeights({ ...SPEC, hidden: 16 }, 1));
    await expect(stage()).rejects.toThrow(
      /w\.safetensors is of another network than the recipe's: layer0\.input\.kernel: got shape \[8,48\], wanted \[8,36\]/,
    );
  });
});
