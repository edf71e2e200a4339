/** One window through a network: from token ids to the vectors that meet the table. See spec.ts for the equations. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops/ops.ts';
import type { NetworkSpec } from './spec.ts';

export type Variables = Map<string, tf.Variable>;
/** Per layer, the cell's states `[batch, hidden]`, then, in a residual block, the last input `[batch, embedding]`. */
export type States = tf.Tensor2D[][];

/** Sizes of the states of each layer, in order. */
export function stateSizes(spec: NetworkSpec): number[][] {
  return spec.cells.map((cell) => {
    const sizes = cell === 'lstm' ? [spec.hidden, spec.hidden] : [spec.hidden];
    return spec.block === 'residual' ? [...sizes, spec.embedding] : sizes;
  });
}

export const zeroStates = (spec: NetworkSpec, batch: number): States =>
  stateSizes(spec).map((sizes) => sizes.map((size) => tf.zeros<tf.Rank.R2>([batch, size])));

/** Least value of the forget gate of a layer: deeper layers remember longer. */
export const forgetBound = (layer: number, layers: number): number => (0.9 * layer) / (layers + 1);

/**
 * ids int32 `[time * batch]`, time-major. Returns y `[time * batch, embedding]` and the states after the window,
 * which outlive any tidy: the caller disposes of them.
 */
export function forward(
  ops: Ops,
  spec: NetworkSpec,
  weights: Variables,
  ids: tf.Tensor1D,
  batch: number,
  states: States,
): { y: tf.Tensor2D; states: States } {
  const time = ids.size / batch;
  const w = <R extends tf.Rank>(name: string) => weights.get(name) as unknown as tf.Tensor<R>;
  const next: States = [];
  let x = ops.embed(w('table'), ids, spec.embeddingScale);
  spec.cells.forEach((cell, i) => {
    const name = `layer${i}`;
    const before = states[i]!;
    const after: tf.Tensor2D[] = [];
    const residual = spec.block === 'residual';
    let m = x;
    let lastInput: tf.Tensor2D | undefined;
    if (residual) {
      const n = tf.reshape(ops.norm(x, w(`${name}.norm.gain`)), [time, batch, spec.embedding]) as tf.Tensor3D;
      const shifted = ops.shift(n, before.at(-1)!, w(`${name}.shift`));
      m = tf.reshape(shifted.output, [time * batch, spec.embedding]);
      lastInput = shifted.last;
    }
    const gates = ops.dense(m, w(`${name}.input.kernel`), w(`${name}.input.bias`));
    const input = tf.reshape(gates, [time, batch, gates.shape[1]]) as tf.Tensor3D;
    let output: tf.Tensor3D;
    if (cell === 'gru') {
      const run = ops.gru(input, before[0]!, w(`${name}.state.kernel`), w(`${name}.state.bias`));
      output = run.output;
      after.push(run.h);
    } else if (cell === 'lstm') {
      const run = ops.lstm(input, before[0]!, before[1]!, w(`${name}.state.kernel`));
      output = run.output;
      after.push(run.h, run.c);
    } else if (cell === 'rnn') {
      const run = ops.elman(input, before[0]!, w(`${name}.state.kernel`), spec.activation);
      output = run.output;
      after.push(run.h);
    } else {
      const run = ops.scan(input, before[0]!, forgetBound(i, spec.cells.length));
      output = run.output;
      after.push(run.h);
    }
    const rows = tf.reshape(output, [time * batch, spec.hidden]) as tf.Tensor2D;
    if (residual) {
      x = tf.add(x, ops.dense(rows, w(`${name}.merge.kernel`)));
      const q = ops.norm(x, w(`${name}.feed.norm.gain`));
      const inner = ops.gate(ops.dense(q, w(`${name}.feed.up.kernel`)));
      x = tf.add(x, ops.dense(inner, w(`${name}.feed.down.kernel`)));
      after.push(lastInput!);
    } else x = rows;
    next.push(after);
  });
  const y =
    spec.block === 'residual'
      ? ops.norm(x, w('output.norm.gain'))
      : ops.dense(x, w('output.kernel'), w('output.bias'));
  return { y, states: next };
}
