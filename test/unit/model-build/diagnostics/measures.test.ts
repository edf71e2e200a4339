import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { gateUse, saturation } from '../../../../model-build/diagnostics/gates.ts';
import { gradientDistances } from '../../../../model-build/diagnostics/gradient-distance.ts';
import { stackGradients } from '../../../../model-build/diagnostics/layer-gradients.ts';
import { neighbours } from '../../../../model-build/diagnostics/neighbours.ts';
import { rangePlan, rateRange, suggestRate } from '../../../../model-build/diagnostics/rate-range.ts';
import {
  DISTANCES,
  type RecallOptions,
  RecallTask,
  recallByDistance,
} from '../../../../model-build/diagnostics/recall.ts';
import { spectra } from '../../../../model-build/diagnostics/singular-values.ts';
import { stretches } from '../../../../model-build/diagnostics/stretches.ts';
import { variablesOf } from '../../../../model-build/diagnostics/trained.ts';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { Random } from '../../../../model-build/random/random.ts';
import { recipe } from '../../../../model-build/recipe/recipe.ts';
import { bytesTokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { Lanes } from '../../../../model-build/train/lanes.ts';
import { Trainer } from '../../../../model-build/train/trainer.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';

let ops: Ops;
beforeAll(async () => {
  ({ ops } = await openBackend('wasm'));
});

const TINY = recipe({
  name: 'tiny',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bytes' },
  data: [{ corpus: 'none.txt', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 8, embeddingScale: 4, cells: ['gru'], hidden: 8 },
  training: { tokens: 32, batch: 4, window: 8, learningRate: 0.01, warmup: 1 },
});
const VOCABULARY = 9;
/** 1, 2, ..., 8, over and over: a text that can be learnt. */
const TEXT = Uint16Array.from({ length: 400 }, (_, i) => 1 + (i % 8));

describe('stretches of a text', () => {
  it('have the length asked for and no document start inside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 10, max: 40 }), { minLength: 3 }),
        fc.nat(),
        (documents, seed) => {
          const text = Uint16Array.from(documents.flatMap((length) => [0, ...new Array(length).fill(1)]));
          const found = stretches(text, { count: 5, length: 8, startToken: 0, seed });
          expect(found).toHaveLength(5);
          for (const stretch of found) expect([...stretch.subarray(1)]).toEqual(new Array(7).fill(1));
        },
      ),
    );
  });

  it('are refused where documents are too short, with the length', () => {
    const text = Uint16Array.from({ length: 100 }, (_, i) => i % 4);
    expect(() => stretches(text, { count: 1, length: 9, startToken: 0, seed: 1 })).toThrow(
      /100 tokens.* 9 in a row/,
    );
  });
});

describe('gates', () => {
  it('of every kind of cell are counted once a step, a lane and a channel', async () => {
    const gates: Record<string, string[]> = {
      'two grus': ['0 update', '0 reset', '1 update', '1 reset'],
      'lstm then gru': ['0 input', '0 forget', '0 output', '1 update', '1 reset'],
      'residual gated-linear': ['0 forget', '0 output', '1 forget', '1 output', '2 forget', '2 output'],
      'tanh rnn': ['0 candidate'],
      'relu rnn': [],
      cnn: [],
    };
    const texts = [Uint16Array.from([3, 1, 4]), Uint16Array.from([1, 5, 9])];
    for (const [name, expected] of Object.entries(gates)) {
      const uses = await gateUse(NETWORKS[name], variablesOf(initialWeights(NETWORKS[name], 3)), texts);
      expect(uses.map(({ layer, gate }) => `${layer} ${gate}`)).toEqual(expected);
      for (const { histogram } of uses) expect(histogram.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    }
  });

  it('leave no tensor behind', async () => {
    const weights = variablesOf(initialWeights(NETWORKS.lstm, 3));
    const before = tf.memory().numTensors;
    await gateUse(NETWORKS.lstm, weights, [Uint16Array.from([3, 1, 4])]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that a bias holds open or shut are told as such', async () => {
    const spec = NETWORKS.lstm;
    const weights = initialWeights(spec, 3);
    const bias = weights.get('layer0.input.bias')!.values;
    bias.fill(-20, 0, spec.hidden).fill(20, spec.hidden, 2 * spec.hidden);
    const text = [Uint16Array.from([3, 1, 4])];
    const [input, forget, output] = await gateUse(spec, variablesOf(weights), text);
    expect(saturation(input)).toEqual({ low: 1, high: 0 });
    expect(saturation(forget)).toEqual({ low: 0, high: 1 });
    expect(saturation(output)).toEqual({ low: 0, high: 0 });
  });
});

it('never asks for numbers before they are there, which a GPU does not allow', async () => {
  const { dataSync } = tf.Tensor.prototype;
  tf.Tensor.prototype.dataSync = () => {
    throw new Error('a number was asked for at once');
  };
  try {
    const text = Uint16Array.from([3, 1, 4, 1, 5]);
    const weights = variablesOf(initialWeights(NETWORKS.lstm, 3));
    expect(await gateUse(NETWORKS.lstm, weights, [text])).toHaveLength(3);
    expect((await gradientDistances(NETWORKS.lstm, weights, [text], 3)).all).toHaveLength(3);
    const recall = { cells: ['gru'], hidden: 4, steps: 1, seed: 1 } satisfies RecallOptions;
    expect(await recallByDistance(ops, recall, () => {})).toHaveLength(DISTANCES.length);
    const stack = { tokens: TEXT, vocabulary: VOCABULARY, startToken: 0 };
    expect((await stackGradients(ops, TINY, stack, 1, 1)).norms).toHaveLength(1);
  } finally {
    tf.Tensor.prototype.dataSync = dataSync;
  }
});

describe('singular values', () => {
  it('are all one for the orthogonal matrices that gates start from', () => {
    const found = spectra(NETWORKS['lstm then gru'], initialWeights(NETWORKS['lstm then gru'], 3));
    expect(found.map(({ layer, gate }) => `${layer} ${gate}`)).toEqual([
      '0 input',
      '0 forget',
      '0 candidate',
      '0 output',
      '1 update',
      '1 reset',
      '1 candidate',
    ]);
    for (const { values } of found) {
      expect(values).toHaveLength(11);
      for (const value of values) expect(value).toBeCloseTo(1, 5);
    }
  });

  it('belong to the gate whose block of the kernel they are of', () => {
    const spec = NETWORKS['one gru'];
    const weights = initialWeights(spec, 3);
    const kernel = weights.get('layer0.state.kernel')!.values;
    for (let row = 0; row < spec.hidden; row++)
      for (let column = spec.hidden; column < 2 * spec.hidden; column++)
        kernel[row * 3 * spec.hidden + column] *= 3;
    const largest = Object.fromEntries(spectra(spec, weights).map(({ gate, values }) => [gate, values[0]]));
    expect(largest.update).toBeCloseTo(1, 5);
    expect(largest.reset).toBeCloseTo(3, 5);
    expect(largest.candidate).toBeCloseTo(1, 5);
  });

  it('are none for cells without a recurrent matrix', () => {
    expect(spectra(NETWORKS.cnn, initialWeights(NETWORKS.cnn, 1))).toEqual([]);
  });
});

it('finds a gradient for every layer of a stack, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const text = { tokens: TEXT, vocabulary: VOCABULARY, startToken: 0 };
  const { depth, norms } = await stackGradients(ops, TINY, text, 3, 2);
  expect(depth).toBe(3);
  expect(norms).toHaveLength(3);
  for (const norm of norms) expect(norm).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});

describe('nearest pieces', () => {
  it('are those whose rows point the same way', () => {
    const bytes = loadTokenizer(bytesTokenizerFile());
    const words = ['', ' one', ' two', ' six', 'ing', ' a'];
    const tokenizer = { ...bytes, decode: ([token]: readonly number[]) => words[token] };
    const values = Float32Array.from(
      [
        [0, 0],
        [1, 0],
        [5, 1],
        [-1, 0],
        [1, 0],
        [1, 0],
      ].flat(),
    );
    const [one] = neighbours(tokenizer, { shape: [6, 2], values }, { words: ['one', 'absent'] });
    expect(one.word).toBe('one');
    expect(one.nearest.map(({ word }) => word)).toEqual(['two', 'six']);
    expect(one.nearest[0].cosine).toBeCloseTo(5 / Math.sqrt(26), 6);
    expect(one.nearest[1].cosine).toBeCloseTo(-1, 6);
  });
});

describe('the learning-rate range test', () => {
  it('stops where the network breaks, and suggests a rate at which it learns', async () => {
    const steps = 60;
    const plan = rangePlan(TINY.training, steps);
    const spec = { ...TINY.network, vocabulary: VOCABULARY };
    const trainer = new Trainer(ops, spec, plan, 3, 0);
    const points = await rateRange(trainer, new Lanes(TEXT, plan.batch, plan.window), {
      low: 1e-4,
      high: 1e3,
      steps,
    });
    expect(points[0].rate).toBeCloseTo(1e-4, 9);
    expect(points[1].rate / points[0].rate).toBeCloseTo(1e7 ** (1 / 59), 6);
    expect(points.length).toBeLessThan(steps);
    const rate = suggestRate(points);
    expect(rate).toBeGreaterThan(1e-4);
    expect(rate).toBeLessThan(points.at(-1)!.rate);

    const fresh = new Trainer(ops, spec, plan, 3, 0);
    fresh.rateFactor = rate;
    const lanes = new Lanes(TEXT, plan.batch, plan.window);
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) losses.push((await fresh.train(lanes)).loss);
    expect(losses.at(-1)).toBeLessThan(losses[0] - 0.5);
  });

  it('says so when no rate lowers the loss', () => {
    const rising = [1, 2, 3].map((loss) => ({ rate: loss, loss, smooth: loss }));
    expect(() => suggestRate(rising)).toThrow(RangeError);
  });
});

describe('the recall task', () => {
  it.each([20, 200])('asks each lane for its last symbol, %i steps after it was shown', (distance) => {
    const batch = 3;
    const { ids, targets } = new RecallTask(batch, new Random(1), () => distance).next();
    const nothing = targets[0];
    const asked = [...targets.keys()].filter((i) => targets[i] !== nothing);
    const pairs = Math.floor(201 / (distance + 1));
    expect(asked).toHaveLength(pairs * batch);
    expect(asked.slice(0, batch)).toEqual([0, 1, 2].map((lane) => distance * batch + lane));
    for (const at of asked) expect(targets[at]).toBe(ids[at - distance * batch]);
    expect(ids.filter((id) => id === ids[asked[0]])).toHaveLength(asked.length);
  });

  it('gives a share at every distance, the same for the same seed', async () => {
    const run = () =>
      recallByDistance(ops, { cells: ['gated-linear'], hidden: 4, steps: 1, seed: 1 }, () => {});
    const shares = await run();
    expect(shares).toHaveLength(DISTANCES.length);
    for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
    expect(await run()).toEqual(shares);
  });
});
