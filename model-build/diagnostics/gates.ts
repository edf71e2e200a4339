/** What gates do on real text: how often each stands open, shut, or between. */
import * as tf from '@tensorflow/tfjs';
import { forward, zeroStates } from '../network/forward.ts';
import type { Variables } from '../network/run-cell.ts';
import { type NetworkSpec, tapsOf } from '../network/spec.ts';
import { composedOps } from '../ops/composed.ts';
import type { Ops } from '../ops/ops.ts';

const BINS = 20;

export interface GateUse {
  layer: number;
  gate: string;
  /** Shares of values in twentieths of the gate's range, from shut to open; they add up to 1. */
  histogram: number[];
}

/** Shares of a gate's values in the outermost twentieths, where it hardly learns. */
export const saturation = ({ histogram }: GateUse): { low: number; high: number } => ({
  low: histogram[0],
  high: histogram[BINS - 1],
});

/** Hears of the gates of one cell at one step: values from 0, shut, to 1, open. */
type See = (gates: Record<string, tf.Tensor>) => void;

/**
 * The operations, with an eye on the gates of one step. A gate of a gated linear layer counts from its least value;
 * an Elman cell has none, but its tanh saturates alike, and counts from -1 to 1.
 */
const watched = (ops: Ops, see: See): Ops => ({
  ...ops,
  gru(input, h, kernel, bias) {
    const recurrent = tf.add(tf.matMul(h, kernel), bias);
    const [z, r] = tf.split(tf.add(tf.reshape(input, recurrent.shape), recurrent), 3, 1);
    see({ update: tf.sigmoid(z), reset: tf.sigmoid(r) });
    return ops.gru(input, h, kernel, bias);
  },
  lstm(input, h, c, kernel) {
    const recurrent = tf.matMul(h, kernel);
    const [i, f, , o] = tf.split(tf.add(tf.reshape(input, recurrent.shape), recurrent), 4, 1);
    see({ input: tf.sigmoid(i), forget: tf.sigmoid(f), output: tf.sigmoid(o) });
    return ops.lstm(input, h, c, kernel);
  },
  elman(input, h, kernel, activation) {
    const run = ops.elman(input, h, kernel, activation);
    see(activation === 'tanh' ? { candidate: tf.div(tf.add(run.h, 1), 2) } : {});
    return run;
  },
  scan(input, h, bound) {
    const [forget, , output] = tf.split(tf.reshape(input, [h.shape[0], 3 * h.shape[1]]), 3, 1);
    see({ forget: tf.sigmoid(forget), output: tf.sigmoid(output) });
    return ops.scan(input, h, bound);
  },
});

/** Takes the stretches, equally long, through the network side by side; nothing for networks without gates. */
export async function gateUse(
  spec: NetworkSpec,
  weights: Variables,
  stretches: readonly Uint16Array[],
): Promise<GateUse[]> {
  const layers = spec.cells.flatMap((_, layer) => (tapsOf(spec, layer) ? [] : [layer]));
  const counts = new Map<string, GateUse>();
  // The operations do not know their layer, but each step calls them in order.
  let calls = 0;
  // A GPU gives its numbers later, when the step's tidy is over.
  const seen: { layer: number; gate: string; values: tf.Tensor }[] = [];
  const see: See = (gates) => {
    const layer = layers[calls++ % layers.length];
    for (const [gate, values] of Object.entries(gates)) seen.push({ layer, gate, values: tf.keep(values) });
  };
  const count = async () => {
    for (const { layer, gate, values } of seen) {
      const key = `${layer} ${gate}`;
      const use = counts.get(key) ?? { layer, gate, histogram: new Array<number>(BINS).fill(0) };
      counts.set(key, use);
      for (const value of await values.data()) use.histogram[Math.min(BINS - 1, Math.floor(value * BINS))]++;
    }
    tf.dispose(seen.splice(0).map(({ values }) => values));
  };
  const ops = watched(composedOps, see);
  const batch = stretches.length;
  let states = zeroStates(spec, batch);
  for (let t = 0; t < stretches[0].length; t++) {
    const ids = Int32Array.from(stretches, (stretch) => stretch[t]);
    const after = tf.tidy(() => forward(ops, spec, weights, tf.tensor1d(ids, 'int32'), batch, states).states);
    await count();
    tf.dispose(states);
    states = after;
  }
  tf.dispose(states);
  const values = batch * stretches[0].length * spec.hidden;
  return [...counts.values()].map((use) => ({ ...use, histogram: use.histogram.map((n) => n / values) }));
}
