/**
 * Every architecture learns the same short messages, and a table compares them: `npm test -- test/pipeline/classifiers.slow.test.ts`,
 * half an hour. It wants the table sms-spam, where CORPORA or the folder beside the repository has it.
 */
import { afterAll, expect, it } from 'vitest';
import { findTable, readDataset } from '../../model-build/classify/dataset.ts';
import { finish } from '../../model-build/classify/evaluate.ts';
import { type ClassifierRecipeInput, classifierRecipe, sumOf } from '../../model-build/classify/recipe.ts';
import { microsecondsOf } from '../../model-build/classify/speed.ts';
import { trainClassifier } from '../../model-build/classify/train.ts';
import { markdownTable } from '../../model-build/report/markdown.ts';

const TABLE = 'sms-spam';
const exists = (() => {
  try {
    return findTable(TABLE, 'train') !== '';
  } catch {
    return false;
  }
})();

const RESIDUAL = { embedding: 32, hidden: 48, block: 'residual' as const, embeddingScale: 4 };
const MAX_AND_MEAN = { pool: ['max' as const, 'mean' as const] };
const NETWORKS: Record<string, ClassifierRecipeInput['network']> = {
  perceptron: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['perceptron'], window: 5 },
  mlp: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['mlp', 'mlp'], window: 5 },
  cnn: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['cnn', 'cnn'], window: 3 },
  rnn: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['rnn'] },
  lstm: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['lstm'] },
  gru: { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['gru'] },
  'lstm then gru': { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['lstm', 'gru'] },
  'gated-linear': { ...RESIDUAL, ...MAX_AND_MEAN, cells: ['gated-linear', 'gated-linear'] },
};
const RECIPE = {
  name: 'compared',
  version: '1.0.0',
  description: '',
  seed: 1,
  data: { table: TABLE, licence: '', origin: '' },
};
const BYTES: Pick<ClassifierRecipeInput, 'tokenizer' | 'training'> = {
  tokenizer: { kind: 'bytes' },
  training: { epochs: 3, batch: 16, learningRate: 0.003, dropout: 0.1 },
};
const SUM: Pick<ClassifierRecipeInput, 'tokenizer' | 'training' | 'network'> = {
  tokenizer: { kind: 'ngrams', buckets: 2048 },
  network: sumOf(8),
  training: { epochs: 6, learningRate: 0.01, dropout: 0.2 },
};

const lines: string[][] = [
  ['network', 'accuracy', 'macro F1', 'AUC', 'kB', 'microseconds for 200 characters'],
];
afterAll(() => console.log(markdownTable(lines)));

type Parts = Pick<ClassifierRecipeInput, 'tokenizer' | 'training' | 'network'>;
const CASES: [string, Parts][] = [
  ['sum of n-grams', SUM],
  ...Object.entries(NETWORKS).map(([name, network]): [string, Parts] => [name, { ...BYTES, network }]),
];

it.skipIf(!exists).each(CASES)('a %s learns what spam is', { timeout: 3_600_000 }, async (name, parts) => {
  const recipe = classifierRecipe({ ...RECIPE, ...parts });
  const dataset = await readDataset(recipe.data, undefined);
  const trained = await trainClassifier(recipe, dataset, []);
  const { figures, onnx } = await finish(trained, dataset);
  const percent = (measure: string) => {
    const { value, interval } = figures[measure]!;
    const [low, mean, high] = [interval[0], value, interval[1]].map((share) => (100 * share).toFixed(1));
    return `${mean} (${low} to ${high})`;
  };
  const microseconds = await microsecondsOf(trained, onnx, dataset.test);
  lines.push([
    name,
    percent('accuracy'),
    percent('macro_f1'),
    percent('auc'),
    String(Math.round(onnx.length / 1000)),
    microseconds.toFixed(0),
  ]);
  console.log(lines.at(-1)!.join(' | '));
  expect(figures.auc!.value).toBeGreaterThan(0.95);
});
