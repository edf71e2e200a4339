/** Classifiers of every kind and architecture learn a small table, and are served as they were trained. */
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../../model-build/artefact/read-model.ts';
import { finish } from '../../../../model-build/classify/evaluate.ts';
import { linearLogits } from '../../../../model-build/classify/linear.ts';
import { greatest } from '../../../../model-build/classify/measures.ts';
import {
  type ClassifierRecipeInput,
  classifierRecipe,
  sumOf,
} from '../../../../model-build/classify/recipe.ts';
import { smallestGoodEnough } from '../../../../model-build/classify/search.ts';
import { encodeAll } from '../../../../model-build/classify/sum-network.ts';
import { scaleOf, targetsOf, weightsOf } from '../../../../model-build/classify/targets.ts';
import { tokenizerOf } from '../../../../model-build/classify/tokenizer.ts';
import { trainClassifier } from '../../../../model-build/classify/train.ts';
import { NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import { readStepWeights } from '../../../../model-build/onnx/read-weights.ts';
import { readOnnx } from '../../../../src/runtime/onnx/read.ts';
import { Ngrams } from '../../../../src/text/ngrams.ts';
import { toyDataset } from '../../../fixtures/toy-labels.ts';

const recipeOf = (changes: Partial<ClassifierRecipeInput>) =>
  classifierRecipe({
    name: 'toy',
    version: '1.0.0',
    description: 'A toy.',
    seed: 1,
    data: { table: 'toy', licence: 'own', origin: 'own' },
    tokenizer: { kind: 'ngrams', buckets: 1024 },
    network: sumOf(8),
    training: { epochs: 8, learningRate: 0.02, dropout: 0.2 },
    ...changes,
  });

describe('a sum of n-grams', () => {
  it('learns classes, and says in int8 what it says in float32', async () => {
    const dataset = toyDataset('classes');
    const trained = await trainClassifier(recipeOf({}), dataset, []);
    const { figures, agreement, task, onnx } = await finish(trained, dataset);
    expect(figures.accuracy!.value).toBeGreaterThan(0.95);
    expect(agreement).toBeGreaterThan(0.98);
    expect(task).toMatchObject({
      kind: 'classes',
      names: ['complaint', 'order'],
      calibratedOn: 0,
      temperature: 1,
    });
    expect(onnx.length).toBeLessThan(16_000);
  });

  it('is the same to the last bit when it is trained again', async () => {
    const dataset = toyDataset('classes', 100);
    const [a, b] = [
      await trainClassifier(recipeOf({}), dataset, []),
      await trainClassifier(recipeOf({}), dataset, []),
    ];
    expect(a.weights.get('table')!.values).toEqual(b.weights.get('table')!.values);
  });

  it('learns labels of which several may be right', async () => {
    const dataset = toyDataset('labels');
    const { figures, task } = await finish(await trainClassifier(recipeOf({}), dataset, []), dataset);
    expect(figures.auc!.value).toBeGreaterThan(0.98);
    expect(task.thresholds!.f1).toHaveLength(2);
  });

  it('learns numbers, and says them in their own units, within what it saw', async () => {
    const dataset = toyDataset('targets', 600);
    const { figures, task } = await finish(await trainClassifier(recipeOf({}), dataset, []), dataset);
    expect(figures.r!.value).toBeGreaterThan(0.95);
    expect(figures.rmse_worth!.value).toBeLessThan(0.6);
    expect(task.ranges).toEqual([[5, 9]]);
    expect(task.priors).toBeUndefined();
  });

  it('begins from what it has learned of another table', async () => {
    const few = { ...toyDataset('classes'), train: toyDataset('classes').train.slice(0, 6) };
    const recipe = recipeOf({ training: { epochs: 2, learningRate: 0.005 } });
    const alone = await finish(await trainClassifier(recipe, few, []), few);
    const earlier = [{ dataset: toyDataset('labels'), epochs: 6 }];
    const after = await finish(await trainClassifier(recipe, few, earlier), few);
    expect(after.figures.auc!.value).toBeGreaterThan(alone.figures.auc!.value);
  });
});

const RESIDUAL = { embedding: 16, hidden: 16, block: 'residual' as const, embeddingScale: 4 };
it.each([
  ['perceptron', { ...RESIDUAL, cells: ['perceptron'], window: 4, pool: ['max', 'mean'] }],
  ['mlp', { ...RESIDUAL, cells: ['mlp'], window: 4, pool: ['max'] }],
  ['cnn', { ...RESIDUAL, cells: ['cnn', 'cnn'], window: 3, pool: ['max', 'mean'] }],
  ['rnn', { ...RESIDUAL, cells: ['rnn'], pool: ['gated'] }],
  ['lstm', { ...RESIDUAL, cells: ['lstm'], pool: ['last', 'max'] }],
  ['gru', { embedding: 16, hidden: 16, cells: ['gru'], embeddingScale: 4, pool: ['max', 'mean'] }],
  ['gated-linear', { ...RESIDUAL, cells: ['gated-linear'], pool: ['last', 'mean', 'gated'] }],
] as [string, ClassifierRecipeInput['network']][])(
  'a %s over bytes learns classes and is served as it was trained',
  async (_, network) => {
    const dataset = toyDataset('classes', 200);
    const training = { epochs: 4, batch: 8, learningRate: 0.01 };
    const trained = await trainClassifier(
      recipeOf({ tokenizer: { kind: 'bytes' }, network, training }),
      dataset,
      [],
    );
    // finish() throws where int8 and float32 part.
    const { figures, agreement } = await finish(trained, dataset);
    expect(agreement).toBeGreaterThanOrEqual(0.97);
    expect(figures.auc!.value).toBeGreaterThan(0.8);
  },
);

it('the linear baseline learns the table too', () => {
  const { question, train, test } = toyDataset('classes');
  const ngrams = new Ngrams({
    version: '1.0',
    model: { type: 'Ngrams', buckets: 4096, characters: [1, 4], words: 2 },
  });
  const examples = { texts: encodeAll(ngrams, train), targets: targetsOf(train, 2, 0, undefined) };
  const logits = linearLogits(question.kind, 2, 4096, examples, encodeAll(ngrams, test));
  const right = logits.filter((z, i) => greatest(z) === greatest(test[i]!.answer)).length;
  expect(right / test.length).toBeGreaterThan(0.95);
});

it('the smallest within the interval of the best is taken', () => {
  const of = (bytes: number, value: number) => ({
    bytes,
    figure: { value, interval: [value - 0.02, value + 0.02] as [number, number] },
  });
  expect(smallestGoodEnough([of(10, 0.9), of(20, 0.94), of(40, 0.95)]).bytes).toBe(20);
  expect(smallestGoodEnough([of(10, 0.94), of(20, 0.94), of(40, 0.95)]).bytes).toBe(10);
});

describe('what is trained towards', () => {
  const rows = [1, 1, 1, 1, 2].map((name) => ({
    text: '',
    answer: Float32Array.from([name === 1 ? 1 : 0, name === 2 ? 1 : 0]),
  }));

  it('has rare classes count more where that is asked for, 1 on average', () => {
    const weights = weightsOf(
      rows,
      2,
      recipeOf({ training: { epochs: 1, learningRate: 1, classWeights: 'rare' } }).training,
    )!;
    expect(weights[4]! / weights[0]!).toBeCloseTo(2, 5);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(5, 5);
  });

  it('is smoothed, or brought to mean 0 and deviation 1', () => {
    expect([...targetsOf(rows.slice(0, 1), 2, 0.1, undefined)].map((t) => Math.round(t * 100) / 100)).toEqual(
      [0.95, 0.05],
    );
    const numbers = [2, 4, 6].map((n) => ({ text: '', answer: Float32Array.of(n) }));
    const scale = scaleOf({ kind: 'targets', names: ['n'] }, numbers)!;
    expect([...targetsOf(numbers, 1, 0, scale)].map((t) => Math.round(t * 1e4) / 1e4)).toEqual([
      -1.2247, 0, 1.2247,
    ]);
  });
});

it('a network may begin with a language model, its pieces and its weights', async () => {
  const dataset = toyDataset('classes', 200);
  const recipe = recipeOf({
    tokenizer: { kind: 'model', directory: 'models/fixture-gru' },
    network: {
      embedding: 32,
      embeddingScale: 4,
      cells: ['gru', 'gru'],
      hidden: 48,
      pool: ['last', 'max', 'mean'],
    },
    training: { epochs: 2, batch: 8, learningRate: 0.003 },
  });
  const trained = await trainClassifier(recipe, dataset, []);
  const { figures } = await finish(trained, dataset);
  expect(figures.auc!.value).toBeGreaterThan(0.8);
  const { onnx, tokenizerJson } = await readModel('models/fixture-gru');
  expect((await tokenizerOf(recipe)).file).toEqual(tokenizerJson);
  // Two readings move weights a little: they are still those of the language model.
  const spec = NetworkSpecSchema.parse({
    embedding: 32,
    embeddingScale: 4,
    cells: ['gru', 'gru'],
    hidden: 48,
    vocabulary: 384,
  });
  const before = readStepWeights(spec, readOnnx(onnx)).get('layer1.input.kernel')!.values;
  const after = trained.weights.get('layer1.input.kernel')!.values;
  const apart = Math.hypot(...before.map((value, i) => value - after[i]!)) / Math.hypot(...before);
  expect(apart).toBeGreaterThan(0);
  expect(apart).toBeLessThan(0.5);
});

it('a language model of other layers is refused', async () => {
  const tokenizer = { kind: 'model' as const, directory: 'models/fixture-gru' };
  const network = {
    embedding: 32,
    embeddingScale: 4,
    cells: ['lstm' as const],
    hidden: 48,
    pool: ['last' as const],
  };
  await expect(
    trainClassifier(recipeOf({ tokenizer, network }), toyDataset('classes', 100), []),
  ).rejects.toThrow('wanted');
});
