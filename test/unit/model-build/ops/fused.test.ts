import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import {
  cases,
  type OperationCase,
  randomTensor,
  SIZES,
} from '../../../../model-build/doctor/conformance/operations.ts';
import { composedOps } from '../../../../model-build/ops/composed.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { Random } from '../../../../model-build/random/random.ts';

/** Value and gradients, of the output's weighted sum, as plain arrays. */
function differentiate(ops: Ops, c: OperationCase) {
  const random = new Random(5);
  return tf.tidy(() => {
    const inputs = c.shapes.map((shape) => randomTensor(shape, random));
    const weigh = (y: tf.Tensor) => tf.sum(tf.mul(y, randomTensor(y.shape, new Random(6))));
    const run = (...x: tf.Tensor[]) => weigh(c.run(ops, x)) as tf.Scalar;
    const { value, grads } = tf.valueAndGrads(run)(inputs);
    return { value: value.dataSync()[0], grads: grads.map((g) => g.dataSync() as Float32Array) };
  });
}

/** Rounding of float32 in sums of a few hundred terms. */
const TOLERANCE = 2e-5;
/** A central difference in float32, step 1e-2: rounding and curvature both stay below this share of the slope. */
const DIFFERENCE_STEP = 1e-2;
const DIFFERENCE_TOLERANCE = 5e-3;

/** A kink, and a step whose gradient is no slope. */
const WITHOUT_SLOPES = new Set(['elman, relu', 'elman, binary']);

describe.each(SIZES)('fused operations, time $time, batch $batch, hidden $hidden, width $width', (sizes) => {
  let fused: Ops;
  beforeAll(async () => {
    fused = (await openBackend('wasm')).ops;
  });

  it.each(cases(sizes))('$name: value and gradients are those of the composed operators', async (c) => {
    await tf.setBackend('wasm');
    const ours = differentiate(fused, c);
    await tf.setBackend('cpu');
    const theirs = differentiate(composedOps, c);
    expect(Math.abs(ours.value - theirs.value)).toBeLessThan(TOLERANCE * (1 + Math.abs(theirs.value)));
    ours.grads.forEach((gradient, i) => {
      const largest = Math.max(1, ...theirs.grads[i].map(Math.abs));
      const apart = gradient.map((g, j) => Math.abs(g - theirs.grads[i][j]));
      expect(gradient.length).toBe(theirs.grads[i].length);
      expect(Math.max(...apart), `gradient of input ${i}`).toBeLessThan(TOLERANCE * largest);
    });
  });

  it('elman, binary: outputs are signs', async () => {
    await tf.setBackend('wasm');
    const outputs = tf.tidy(() => {
      const random = new Random(5);
      const c = cases(sizes).find(({ name }) => name === 'elman, binary')!;
      return c
        .run(
          fused,
          c.shapes.map((shape) => randomTensor(shape, random)),
        )
        .dataSync();
    });
    expect(new Set(outputs)).toEqual(new Set([-1, 1]));
  });

  it.each(cases(sizes).filter(({ name }) => !WITHOUT_SLOPES.has(name)))(
    '$name: gradients are the slopes that finite differences measure',
    async (c) => {
      await tf.setBackend('wasm');
      const random = new Random(5);
      const points = c.shapes.map((shape) => randomTensor(shape, random));
      const direction = c.shapes.map((shape) => randomTensor(shape, new Random(7), 1));
      const weights = new Random(6);
      const valueAt = (step: number) =>
        tf.tidy(() => {
          const y = c.run(
            fused,
            points.map((x, i) => tf.add(x, tf.mul(direction[i], step))),
          );
          const w = randomTensor(y.shape, new Random(weights.state.slice()));
          const [a, b] = [y.dataSync<'float32'>(), w.dataSync<'float32'>()];
          return a.reduce((sum, v, i) => sum + v * b[i], 0);
        });
      const measured = (valueAt(DIFFERENCE_STEP) - valueAt(-DIFFERENCE_STEP)) / (2 * DIFFERENCE_STEP);
      const { grads } = differentiate(fused, c);
      const slope = grads.reduce((sum, gradient, i) => {
        const along = direction[i].dataSync();
        return sum + gradient.reduce((s, g, j) => s + g * along[j], 0);
      }, 0);
      const size = Math.sqrt(
        grads.reduce((sum, gradient) => sum + gradient.reduce((s, g) => s + g * g, 0), 0),
      );
      tf.dispose([points, direction]);
      expect(Math.abs(measured - slope)).toBeLessThan(DIFFERENCE_TOLERANCE * Math.max(1, size) * 4);
    },
  );

  it.each(cases(sizes))('$name: leaves no tensor behind', async (c) => {
    await tf.setBackend('wasm');
    differentiate(fused, c);
    const before = tf.memory().numTensors;
    differentiate(fused, c);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it.each(['fused', 'composed'])(
  '%s: a sign lets gradients through where its sum is within -1 and 1',
  async (kind) => {
    const { ops: fused } = await openBackend('wasm');
    const ops = kind === 'fused' ? fused : composedOps;
    const gradient = tf.tidy(() => {
      const [h, kernel] = [tf.zeros([1, 4]), tf.eye(4)] as [tf.Tensor2D, tf.Tensor2D];
      // The second step's sum is -1 or 1 more than its input.
      const input = tf.tensor3d([-2, -0.5, 0.25, 1.5, 0.5, 0.5, -0.5, -3], [2, 1, 4]);
      const slopes = tf.tensor3d([1, 2, 3, 4, 10, 20, 30, 40], [2, 1, 4]);
      const value = (x: tf.Tensor) =>
        tf.sum(tf.mul(ops.elman(x.clone() as tf.Tensor3D, h, kernel, 'binary').output, slopes));
      return tf.grad(value)(input).dataSync();
    });
    expect([...gradient]).toEqual([0, 22, 33, 0, 10, 20, 30, 0]);
  },
);
