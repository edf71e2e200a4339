import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { TrainingSchema } from '../../../../model-build/recipe/recipe.ts';
import { Best } from '../../../../model-build/train/best.ts';
import { Lanes } from '../../../../model-build/train/lanes.ts';
import { learningRate } from '../../../../model-build/train/schedule.ts';
import { ExplosionError, Trainer } from '../../../../model-build/train/trainer.ts';
import { fromHalf, readWeights, toHalf, writeWeights } from '../../../../model-build/train/weights-file.ts';

const SPEC = NetworkSpecSchema.parse({ vocabulary: 11, embedding: 8, cells: ['gru'], hidden: 8 });
const PLAN = {
  tokens: 10_000,
  batch: 2,
  window: 5,
  learningRate: 0.02,
  warmup: 1,
};
/** A text that a network can learn: counting up to ten, again and again. */
const TEXT = Uint16Array.from({ length: 2000 }, (_, i) => i % 11);

let folder: string;
let ops: Ops;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
  ops = (await openBackend('wasm')).ops;
});
afterAll(() => rm(folder, { recursive: true }));

const trainer = (plan: object = {}) =>
  new Trainer(ops, SPEC, TrainingSchema.parse({ ...PLAN, ...plan }), 1, 0);
const lanes = () => new Lanes(TEXT, PLAN.batch, PLAN.window);

async function train(t: Trainer, steps: number) {
  const text = lanes();
  let loss = 0;
  for (let i = 0; i < steps; i++) loss = (await t.train(text)).loss;
  return loss;
}

describe('training', () => {
  it('learns a text that repeats itself', async () => {
    const t = trainer();
    expect(await train(t, 300)).toBeLessThan(0.2);
    t.dispose();
  });

  it('keeps the same number of tensors, step after step', async () => {
    const t = trainer({ dropout: 0.2 });
    await train(t, 3);
    const before = tf.memory().numTensors;
    await train(t, 20);
    expect(tf.memory().numTensors).toBe(before);
    t.dispose();
  });

  it('is the same run for the same seed, with dropout too', async () => {
    const [a, b] = [trainer({ dropout: 0.3 }), trainer({ dropout: 0.3 })];
    expect(await train(a, 20)).toBe(await train(b, 20));
    a.dispose();
    b.dispose();
  });

  it('says which tensor exploded, and leaves the weights as they were', async () => {
    const t = trainer();
    const { weight } = t.slots.get('layer0.input.kernel')!;
    weight.assign(tf.fill(weight.shape, Number.NaN));
    const table = t.slots.get('table')!.weight.dataSync();
    await expect(t.train(lanes())).rejects.toThrow(ExplosionError);
    expect(t.slots.get('table')!.weight.dataSync()).toEqual(table);
    t.dispose();
  });

  it('lets the rate fall along a cosine when told to', () => {
    const plan = TrainingSchema.parse({ ...PLAN, decay: 'cosine', decayFrom: 0 });
    expect(learningRate(plan, 500)).toBeCloseTo(PLAN.learningRate / 2);
    expect(learningRate(plan, 250)).toBeCloseTo(PLAN.learningRate * (0.5 + Math.SQRT1_2 / 2));
  });
});

describe('early stopping', () => {
  it('stops after enough steps without a better figure, and puts the best weights back', async () => {
    const t = trainer();
    const best = await Best.open(join(folder, 'best'), 0);
    await train(t, 10);
    expect(await best.observe(2, t, 20)).toBe(false);
    const then = (await t.weights()).get('table')!.values;
    await train(t, 10);
    expect(await best.observe(2.5, t, 20)).toBe(false);
    await train(t, 10);
    const resumed = await Best.open(join(folder, 'best'), t.step);
    expect(await resumed.observe(2.1, t, 20)).toBe(true);
    expect(await resumed.restore(t)).toBe(10);
    expect((await t.weights()).get('table')!.values).toEqual(then);
    t.dispose();
  });
});

describe('weights in half precision', () => {
  it('round trip every half there is', () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else expect(toHalf(value)).toBe(half);
    }
  });

  it('are the nearest half, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -70000, max: 70000 }), (x) => {
        const half = toHalf(x);
        const magnitude = half & 0x7fff;
        if (magnitude === 0x7c00) return Math.abs(x) >= 65520;
        const error = Math.abs(fromHalf(half) - x);
        const neighbours = [magnitude - 1, magnitude + 1].filter((h) => h >= 0 && h < 0x7c00);
        return neighbours.every((h) => {
          const other = Math.abs(Math.sign(x || 1) * fromHalf(h) - x);
          return error < other || (error === other && magnitude % 2 === 0);
        });
      }),
    );
  });

  it('are averaged from where a run began, whether that was nothing or other weights', async () => {
    const [fresh, begun] = [trainer(), trainer()];
    begun.startFrom(await fresh.weights());
    for (const t of [fresh, begun]) await train(t, 20);
    expect(await begun.weights()).toEqual(await fresh.weights());
    const { weight, average } = begun.slots.get('table')!;
    expect(await average.data()).not.toEqual(await weight.data());
    fresh.dispose();
    begun.dispose();
  });

  it('are enough to begin another run from', async () => {
    const t = trainer();
    await train(t, 50);
    const path = join(folder, 'weights');
    const weights = await t.weights();
    await writeWeights(path, weights);
    const next = trainer();
    next.startFrom(await readWeights(path));
    const begun = await next.weights();
    for (const [name, { values }] of weights)
      begun.get(name)!.values.forEach((v, i) => {
        expect(Math.abs(v - values[i])).toBeLessThanOrEqual(Math.abs(values[i]) * 2 ** -11 + 2 ** -25);
      });
    t.dispose();
    next.dispose();
  });

  it('of another network are refused by name', () => {
    const t = trainer();
    expect(() => t.startFrom(new Map([['table', { shape: [1, 8], values: new Float32Array(8) }]]))).toThrow(
      'table: got shape [1,8], wanted [11,8]',
    );
    t.dispose();
  });
});
