import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { gradientDistances } from '../../../../model-build/diagnostics/gradient-distance.ts';
import { variablesOf } from '../../../../model-build/diagnostics/trained.ts';
import { forward, type States, zeroStates } from '../../../../model-build/network/forward.ts';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import type { Variables } from '../../../../model-build/network/run-cell.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import { composedOps } from '../../../../model-build/ops/composed.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';

const DISTANCE = 4;
const WARM = 3;
const STRETCH = Uint16Array.from([5, 17, 36, 2, 9, 30, 11, 4]);

/** A central difference in float32: rounding and curvature both stay below this share of the norm. */
const STEP = 1e-2;
const TOLERANCE = 1e-2;
const NOISE = 1e-4;

beforeAll(async () => {
  await openBackend('cpu');
});

/** -ln p of the last token of `tokens`, from `states`. */
function lossFrom(spec: NetworkSpec, weights: Variables, tokens: Uint16Array, states: States): number {
  return tf.tidy(() => {
    const ids = tf.tensor1d([...tokens.subarray(0, -1)], 'int32');
    const run = forward(composedOps, spec, weights, ids, 1, states);
    tf.dispose(run.states);
    const last = tf.slice(run.y, [run.y.shape[0] - 1, 0], [1, spec.embedding]) as tf.Tensor2D;
    const table = weights.get('table') as unknown as tf.Tensor2D;
    const bias = weights.get('logits.bias') as unknown as tf.Tensor1D;
    return composedOps.loss(last, table, bias, tf.tensor1d([tokens.at(-1)!], 'int32'), false).dataSync()[0];
  });
}

/** Norm of the loss's slope in each layer's states, `k` steps before the prediction. */
function slopes(spec: NetworkSpec, weights: Variables, k: number): number[] {
  const at = STRETCH.length - 1 - k;
  let states = zeroStates(spec, 1);
  if (at > 0) {
    const ids = tf.tensor1d([...STRETCH.subarray(0, at)], 'int32');
    states = forward(composedOps, spec, weights, ids, 1, states).states;
  }
  const rest = STRETCH.subarray(at);
  return states.map((layer, i) => {
    let squares = 0;
    layer.forEach((state, j) => {
      const values = state.dataSync();
      values.forEach((value, n) => {
        const lossAt = (moved: number) => {
          const copy = Float32Array.from(values);
          copy[n] = moved;
          const nudged = states.map((l, a) =>
            l.map((s, b) => (a === i && b === j ? tf.tensor2d(copy, state.shape) : s)),
          );
          return lossFrom(spec, weights, rest, nudged);
        };
        squares += ((lossAt(value + STEP) - lossAt(value - STEP)) / (2 * STEP)) ** 2;
      });
    });
    return Math.sqrt(squares);
  });
}

describe('gradients over distance', () => {
  it.each(['two grus', 'lstm', 'tanh rnn', 'residual gated-linear', 'plain cnn'])(
    'are the slopes that finite differences measure: %s',
    async (name) => {
      const spec = NETWORKS[name];
      const initial = initialWeights(spec, 3);
      // From the tiny rows that training starts with, hardly any gradient would come.
      const table = initial.get('table')!;
      table.values = table.values.map((value) => 10 * value);
      const weights = variablesOf(initial);
      const { all, layers } = await gradientDistances(spec, weights, [STRETCH], DISTANCE);
      expect(STRETCH).toHaveLength(WARM + DISTANCE + 1);
      for (let k = 1; k <= DISTANCE; k++) {
        const expected = slopes(spec, weights, k);
        const together = Math.hypot(...expected);
        expected.forEach((norm, layer) => {
          expect(Math.abs(layers[layer][k - 1] - norm), `k ${k}, layer ${layer}`).toBeLessThan(
            TOLERANCE * together + NOISE,
          );
        });
        expect(Math.abs(all[k - 1] - together), `k ${k}`).toBeLessThan(TOLERANCE * together + NOISE);
      }
    },
  );

  it('shrink by the factor of a linear recurrence at each step, whatever the text', async () => {
    const spec = NetworkSpecSchema.parse({
      vocabulary: 7,
      embedding: 4,
      hidden: 4,
      cells: ['rnn'],
      activation: 'linear',
    });
    const initial = initialWeights(spec, 1);
    const kernel = initial.get('layer0.state.kernel')!.values;
    kernel.forEach((_, i) => {
      kernel[i] = i % 5 === 0 ? 0.5 : 0;
    });
    const texts = [Uint16Array.from([1, 2, 3, 4, 5, 6, 1]), Uint16Array.from([3, 3, 1, 0, 2, 5, 6])];
    const { all, positions } = await gradientDistances(spec, variablesOf(initial), texts, 5);
    expect(positions).toBe(2);
    for (let k = 1; k < 5; k++) expect(all[k] / all[k - 1]).toBeCloseTo(0.5, 5);
  });

  it('are means over the stretches, and leave no tensor behind', async () => {
    const spec = NETWORKS['lstm then gru'];
    const weights = variablesOf(initialWeights(spec, 3));
    const other = STRETCH.toReversed();
    const norms = async (...texts: Uint16Array[]) =>
      (await gradientDistances(spec, weights, texts, DISTANCE)).all;
    const before = tf.memory().numTensors;
    const [one, two, both] = [await norms(STRETCH), await norms(other), await norms(STRETCH, other)];
    expect(tf.memory().numTensors).toBe(before);
    both.forEach((norm, k) => {
      expect(norm).toBeCloseTo((one[k] + two[k]) / 2, 5);
    });
  });
});
