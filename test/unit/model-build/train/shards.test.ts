import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { TrainingSchema } from '../../../../model-build/recipe/recipe.ts';
import { Lanes } from '../../../../model-build/train/lanes.ts';
import { lanesOf, Shards } from '../../../../model-build/train/shards.ts';
import { Trainer } from '../../../../model-build/train/trainer.ts';

const NETWORKS: Record<string, object> = {
  'lstm over gru': { cells: ['lstm', 'gru'], hidden: 12 },
  'residual gated-linear': { cells: ['gated-linear', 'gated-linear'], hidden: 12, block: 'residual' },
  'residual cnn': { cells: ['cnn', 'cnn'], hidden: 8, block: 'residual', window: 2 },
  perceptron: { cells: ['perceptron'], hidden: 8, window: 1 },
};
const PLAN = { tokens: 100_000, batch: 6, window: 7, learningRate: 0.01, warmup: 1, reset: 0.2 };
const TEXT = Uint16Array.from({ length: 3000 }, (_, i) => (i * i) % 13);
const STEPS = 8;
/** Sums of the same numbers in another order. */
const ROUNDING = 1e-4;

let ops: Ops;
beforeAll(async () => {
  ops = (await openBackend('wasm')).ops;
});

const specOf = (network: object): NetworkSpec =>
  NetworkSpecSchema.parse({ vocabulary: 13, embedding: 8, ...network });

/** Losses, gradient norms, and in the end all weights and states. */
async function train(network: object, shards: number, plan: object = {}): Promise<number[]> {
  const spec = specOf(network);
  const whole = TrainingSchema.parse({ ...PLAN, ...plan });
  const trainer = new Trainer(ops, spec, whole, 1, 0);
  if (shards > 1) trainer.shards = new Shards('wasm', spec, whole, shards);
  const lanes = new Lanes(TEXT, PLAN.batch, PLAN.window);
  const seen: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const { loss, norm } = await trainer.train(lanes);
    seen.push(loss, norm);
  }
  for (const { values } of (await trainer.weights()).values()) seen.push(...values);
  for (const state of trainer.states.flat()) seen.push(...(await state.data()));
  trainer.dispose();
  return seen;
}

describe('a step in shards', () => {
  it.each(Object.keys(NETWORKS))('is the step of the whole batch, for %s', async (name) => {
    const whole = await train(NETWORKS[name]!, 1);
    const shared = await train(NETWORKS[name]!, 3);
    expect(shared.length).toBe(whole.length);
    const scale = Math.max(...whole.map(Math.abs));
    for (const [i, value] of shared.entries())
      expect(Math.abs(value - whole[i]!) / scale).toBeLessThan(ROUNDING);
  });

  it('gives the same bits every time, with dropout too', async () => {
    for (const dropout of [0, 0.3]) {
      const network = NETWORKS['lstm over gru']!;
      expect(await train(network, 2, { dropout })).toEqual(await train(network, 2, { dropout }));
    }
  });

  it('wants as many lanes in every shard', () => {
    const plan = TrainingSchema.parse(PLAN);
    expect(() => new Shards('wasm', specOf(NETWORKS.perceptron!), plan, 4)).toThrow(
      'training.shards: got 4, wanted a divisor of training.batch, 6',
    );
  });
});

it('parts a window so that every lane keeps its tokens in order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(6),
      (shards, each, time) => {
        const batch = shards * each;
        const ids = Int32Array.from({ length: batch * time }, (_, i) => i);
        const window = { ids, targets: ids.map((id) => id + 1) };
        for (let shard = 0; shard < shards; shard++) {
          const part = lanesOf(window, batch, shard * each, each);
          for (let t = 0; t < time; t++)
            for (let lane = 0; lane < each; lane++) {
              expect(part.ids[t * each + lane]).toBe(t * batch + shard * each + lane);
              expect(part.targets[t * each + lane]).toBe(part.ids[t * each + lane]! + 1);
            }
        }
      },
    ),
  );
});
