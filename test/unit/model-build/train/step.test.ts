/** What one step of training does beside following the gradient: states, clipping, tensors. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { TrainingSchema } from '../../../../model-build/recipe/recipe.ts';
import { Lanes, type Windows } from '../../../../model-build/train/lanes.ts';
import { Trainer } from '../../../../model-build/train/trainer.ts';

const START = 0;
const LANES = 200;
const WINDOW = 3;

let ops: Ops;
beforeAll(async () => {
  ops = (await openBackend('wasm')).ops;
});

const network = (more: object): NetworkSpec =>
  NetworkSpecSchema.parse({ vocabulary: 11, embedding: 8, hidden: 8, cells: ['lstm'], ...more });
const trainer = (training: object, spec = network({})) =>
  new Trainer(
    ops,
    spec,
    TrainingSchema.parse({
      ...{ tokens: 1e6, batch: LANES, window: WINDOW, learningRate: 0.01, warmup: 1, reset: 0 },
      ...training,
    }),
    1,
    START,
  );

/** One window whose lanes begin with the tokens of `first`. */
const windowOf = (first: (lane: number) => number): Windows => ({
  next: () => ({
    ids: Int32Array.from({ length: LANES * WINDOW }, (_, i) => (i < LANES ? first(i) : 1 + (i % 10))),
    targets: new Int32Array(LANES * WINDOW).fill(5),
  }),
});

/** All states after one step from states that are all `before`, a lane a row. */
async function statesAfter(before: number, training: object, window: Windows): Promise<number[][]> {
  const t = trainer(training);
  const filled = t.states.map((layer) => layer.map(({ shape }) => tf.fill(shape, before) as tf.Tensor2D));
  tf.dispose(t.states);
  t.states = filled;
  await t.train(window);
  const rows = tf.tidy(() => tf.concat(t.states.flat(), 1).arraySync()) as number[][];
  t.dispose();
  return rows;
}

describe('the states that a step begins with', () => {
  const inside = windowOf(() => 4);

  it('are those that the step before it ended with', async () => {
    const [zero, ones] = [await statesAfter(0, {}, inside), await statesAfter(1, {}, inside)];
    ones.forEach((lane, i) => {
      expect(lane).not.toEqual(zero[i]);
    });
  });

  it('are zero for lanes that begin a document, and for no other', async () => {
    const window = windowOf((lane) => (lane % 3 === 0 ? START : 4));
    const [zero, ones] = [await statesAfter(0, {}, window), await statesAfter(1, {}, window)];
    ones.forEach((lane, i) => {
      if (i % 3 === 0) expect(lane).toEqual(zero[i]);
      else expect(lane).not.toEqual(zero[i]);
    });
  });

  it('are zero for the share of lanes that is drawn, whole lanes at a time', async () => {
    const [zero, ones] = [await statesAfter(0, {}, inside), await statesAfter(1, {}, inside)];
    const drawn = await statesAfter(1, { reset: 0.25 }, inside);
    const reset = drawn.map((lane, i) => JSON.stringify(lane) === JSON.stringify(zero[i]));
    drawn.forEach((lane, i) => {
      expect(lane).toEqual(reset[i] ? zero[i] : ones[i]);
    });
    // Seeded: the same lanes each time. A quarter of 200, within three deviations.
    const count = reset.filter(Boolean).length;
    expect(count).toBeGreaterThan(50 - 19);
    expect(count).toBeLessThan(50 + 19);
    expect(await statesAfter(1, { reset: 0.25 }, inside)).toEqual(drawn);
    expect(await statesAfter(1, { reset: 1 }, inside)).toEqual(zero);
  });
});

describe('clipping', () => {
  const BETA1 = 0.9;
  /** The gradient that the optimizer took in, from its first mean; and the norm that was reported. */
  async function taken(clip: number) {
    const t = trainer({ clip, beta1: BETA1 });
    const { norm } = await t.train(windowOf(() => 4));
    const means = [...t.slots.values()].map(({ mean }) => tf.div(mean, 1 - BETA1));
    const values = means.flatMap((mean) => [...mean.dataSync()]);
    tf.dispose(means);
    t.dispose();
    return { norm, values, size: Math.hypot(...values) };
  }

  it('shortens a gradient that is longer to its length, in the same direction, and reports it as it was', async () => {
    const free = await taken(1e9);
    expect(free.size / free.norm).toBeCloseTo(1, 4);
    const clipped = await taken(free.norm / 10);
    expect(clipped.norm).toBe(free.norm);
    expect(clipped.size / (free.norm / 10)).toBeCloseTo(1, 4);
    clipped.values.forEach((value, i) => {
      expect(Math.abs(10 * value - free.values[i])).toBeLessThan(1e-4 * free.norm);
    });
  });

  it('leaves a shorter one alone', async () => {
    const free = await taken(1e9);
    expect((await taken(free.norm * 1.001)).values).toEqual(free.values);
  });
});

describe('no tensor is left behind by', () => {
  const cells = {
    gru: { cells: ['gru', 'gru'] },
    lstm: { cells: ['lstm'] },
    'an Elman net': { cells: ['rnn'] },
    perceptron: { cells: ['perceptron'], window: 4 },
    mlp: { cells: ['mlp', 'mlp'], window: 4 },
    'a window of one': { cells: ['cnn'], window: 1 },
    cnn: { cells: ['cnn', 'cnn', 'cnn'], window: 2 },
    'residual gru': { cells: ['gru', 'gru'], block: 'residual' },
    'residual gated-linear': { cells: ['gated-linear', 'gated-linear'], block: 'residual', feedForward: 12 },
    'residual mlp': { cells: ['mlp', 'mlp'], block: 'residual', window: 4 },
    'residual cnn': { cells: ['cnn', 'cnn'], block: 'residual', window: 3 },
  };
  const text = Uint16Array.from({ length: 500 }, (_, i) => i % 11);

  it.each(Object.entries(cells))('%s: training with dropout, validating, sampling', async (_, spec) => {
    const t = trainer({ batch: 2, window: 5, dropout: 0.2, reset: 0.5 }, network(spec));
    const lanes = new Lanes(text, 2, 5);
    const everything = async () => {
      for (let i = 0; i < 5; i++) await t.train(lanes);
      await t.validate(new Lanes(text, 2, 5), 2, 3);
      await t.sample([START, 3], 4, 1);
      await t.logits([START, 3, 4]);
    };
    await everything();
    const before = tf.memory().numTensors;
    await everything();
    await everything();
    expect(tf.memory().numTensors).toBe(before);
    t.dispose();
  });

  it('trainers that are disposed of', () => {
    const before = tf.memory().numTensors;
    for (const spec of Object.values(cells)) trainer({}, network(spec)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
