/** One layer's cell over a window of time. The equations: docs of spec.ts and of ops.ts. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops/ops.ts';
import { forgetBound, type NetworkSpec, type Taps, tapsOf } from './spec.ts';

/** Weights by name, as tfjs variables. */
export type Variables = Map<string, tf.Variable>;

/**
 * x `[time * batch, inputs]`, time-major; states `[batch, size]` of this layer. Returns the cell's outputs
 * `[time * batch, hidden]` and its states after the window, which outlive any tidy.
 */
export function runCell(
  ops: Ops,
  spec: NetworkSpec,
  layer: number,
  weights: Variables,
  x: tf.Tensor2D,
  states: tf.Tensor2D[],
): { rows: tf.Tensor2D; states: tf.Tensor2D[] } {
  const w = <R extends tf.Rank>(name: string) =>
    weights.get(`layer${layer}.${name}`) as unknown as tf.Tensor<R>;
  const cell = spec.cells[layer];
  const taps = tapsOf(spec, layer);
  if (taps) {
    const seen = gatherTaps(x, states[0], taps);
    const dense = ops.dense(seen.rows, w('input.kernel'), w('input.bias'));
    return { rows: cell === 'perceptron' ? dense : ops.gate(dense), states: seen.states };
  }
  const [h, c] = states;
  const batch = h.shape[0];
  const gates = ops.dense(x, w('input.kernel'), w('input.bias'));
  const input = tf.reshape(gates, [x.shape[0] / batch, batch, gates.shape[1]]) as tf.Tensor3D;
  const run: { output: tf.Tensor3D; h: tf.Tensor2D; c?: tf.Tensor2D } =
    cell === 'gru'
      ? ops.gru(input, h, w('state.kernel'), w('state.bias'))
      : cell === 'lstm'
        ? ops.lstm(input, h, c, w('state.kernel'))
        : cell === 'rnn'
          ? ops.elman(input, h, w('state.kernel'), spec.activation)
          : ops.scan(input, h, forgetBound(spec, layer));
  return {
    rows: tf.reshape(run.output, [x.shape[0], spec.hidden]) as tf.Tensor2D,
    states: run.c ? [run.h, run.c] : [run.h],
  };
}

/**
 * Each row beside the earlier rows that the taps reach, the oldest first: `[time * batch, count * inputs]`.
 * `past` `[batch, reach * inputs]` holds the inputs before the window, the oldest first; absent when nothing is reached.
 */
function gatherTaps(
  x: tf.Tensor2D,
  past: tf.Tensor2D | undefined,
  { count, dilation }: Taps,
): { rows: tf.Tensor2D; states: tf.Tensor2D[] } {
  const reach = (count - 1) * dilation;
  if (reach === 0) return { rows: x, states: [] };
  const [rows, inputs] = x.shape;
  const batch = past!.shape[0];
  // Time-major, as x is: step by step, all lanes of a step side by side.
  const before = tf.transpose(tf.reshape(past!, [batch, reach, inputs]), [1, 0, 2]);
  const all = tf.concat([tf.reshape(before, [reach * batch, inputs]), x]) as tf.Tensor2D;
  const seen = Array.from({ length: count }, (_, tap) =>
    tf.slice(all, [tap * dilation * batch, 0], [rows, inputs]),
  );
  const last = tf.reshape(tf.slice(all, [rows, 0], [reach * batch, inputs]), [reach, batch, inputs]);
  const next = tf.reshape(tf.transpose(last, [1, 0, 2]), [batch, reach * inputs]) as tf.Tensor2D;
  return { rows: tf.concat(seen, 1) as tf.Tensor2D, states: [tf.keep(next)] };
}
