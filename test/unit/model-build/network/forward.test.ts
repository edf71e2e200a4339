import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { forward, zeroStates } from '../../../../model-build/network/forward.ts';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import { type NetworkSpec, stateSizes } from '../../../../model-build/network/spec.ts';
import { composedOps } from '../../../../model-build/ops/composed.ts';
import { LANES } from '../../../../model-build/ops/fused/index.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import { plainForward } from '../../../fixtures/plain-network.ts';

/** float32 over a dozen steps, against float64. */
const TOLERANCE = 1e-4;

const TOKENS = [0, 5, 17, 36, 2, 2, 9, 30, 11, 4, 8, 1];
const LANES_OF_TEXT = 2;

/** The network's vectors for two lanes, fed in windows of `window` tokens, states carried. `[lane][step][embedding]` */
function run(ops: Ops, spec: NetworkSpec, window: number) {
  const variables = new Map(
    [...initialWeights(spec, 3)].map(([name, { shape, values }]) => [
      name,
      tf.variable(tf.tensor(values, shape)),
    ]),
  );
  let states = zeroStates(spec, LANES_OF_TEXT);
  const lanes: Float32Array[][] = [[], []];
  for (let from = 0; from < TOKENS.length; from += window) {
    const steps = TOKENS.slice(from, from + window);
    // The second lane reads the same tokens backwards, so that lanes cannot be mixed up unseen.
    const ids = steps.flatMap((token, i) => [token, TOKENS[TOKENS.length - 1 - from - i]]);
    const result = tf.tidy(() =>
      forward(ops, spec, variables, tf.tensor1d(ids, 'int32'), LANES_OF_TEXT, states),
    );
    tf.dispose(states);
    states = result.states;
    const rows = result.y.dataSync() as Float32Array;
    result.y.dispose();
    for (let i = 0; i < steps.length * LANES_OF_TEXT; i++)
      lanes[i % LANES_OF_TEXT].push(rows.slice(i * spec.embedding, (i + 1) * spec.embedding));
  }
  tf.dispose([...variables.values()]);
  const last = states.flat().map((state) => state.arraySync() as number[][]);
  tf.dispose(states);
  return { lanes, last };
}

/** Widths as the fused kernels want them. */
const widened = (spec: NetworkSpec): NetworkSpec => ({
  ...spec,
  embedding: 3 * LANES,
  hidden: 4 * LANES,
  ...(spec.feedForward && { feedForward: 5 * LANES }),
});

describe.each(Object.entries(NETWORKS))('a network of %s', (_, odd) => {
  let fused: Ops;
  beforeAll(async () => {
    fused = (await openBackend('wasm')).ops;
  });

  it.each([
    ['composed operators, odd widths', 'cpu', odd, TOKENS.length],
    ['fused kernels', 'wasm', widened(odd), TOKENS.length],
    ['fused kernels, in windows of 5', 'wasm', widened(odd), 5],
  ] as const)('computes what its definition says, by %s', async (_, backend, spec, window) => {
    await tf.setBackend(backend);
    const { lanes, last } = run(backend === 'cpu' ? composedOps : fused, spec, window);
    const weights = initialWeights(spec, 3);
    for (const [lane, tokens] of [TOKENS, TOKENS.toReversed()].entries()) {
      const expected = plainForward(spec, weights, tokens);
      expected.logits.forEach((logits, step) => {
        const y = lanes[lane][step];
        const table = weights.get('table')!.values;
        const bias = weights.get('logits.bias')!.values;
        const ours = Array.from(bias, (b, v) =>
          y.reduce((sum, n, i) => sum + n * table[v * y.length + i], b),
        );
        const apart = ours.map((n, v) => Math.abs(n - logits[v]));
        expect(Math.max(...apart), `lane ${lane}, step ${step}`).toBeLessThan(TOLERANCE);
      });
      expected.states.forEach((state, i) => {
        expect(last[i][lane]).toHaveLength(state.length);
        const apart = state.map((n, j) => Math.abs(n - last[i][lane][j]));
        expect(Math.max(0, ...apart), `state ${i}`).toBeLessThan(TOLERANCE);
      });
    }
    expect(last.map((state) => state[0].length)).toEqual(stateSizes(spec).flat());
  });
});
