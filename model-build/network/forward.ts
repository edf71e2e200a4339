/** One window through a network: from token ids to the vectors that meet the table. See spec.ts for the equations. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops/ops.ts';
import { runCell, type Variables } from './run-cell.ts';
import { type NetworkSpec, stateSizes } from './spec.ts';

/** Per layer, its states `[batch, size]`: see `stateSizes`. */
export type States = tf.Tensor2D[][];

/** The states that a document starts from, `[batch, size]` each. */
export const zeroStates = (spec: NetworkSpec, batch: number): States =>
  stateSizes(spec).map((sizes) => sizes.map((size) => tf.zeros<tf.Rank.R2>([batch, size])));

/**
 * ids int32 `[time * batch]`, time-major. Returns y `[time * batch, embedding]` and the states after the window,
 * which outlive any tidy: the caller disposes of them. `drop` is what training does to each layer's output.
 */
export function forward(
  ops: Ops,
  spec: NetworkSpec,
  weights: Variables,
  ids: tf.Tensor1D,
  batch: number,
  states: States,
  drop?: (x: tf.Tensor2D) => tf.Tensor2D,
): { y: tf.Tensor2D; states: States } {
  const time = ids.size / batch;
  const w = <R extends tf.Rank>(name: string) => weights.get(name) as unknown as tf.Tensor<R>;
  const next: States = [];
  // What is dropped is a layer's own output, not the stream that it is added to.
  const added = (stream: tf.Tensor2D, rows: tf.Tensor2D, kernel: tf.Tensor2D) =>
    drop
      ? (tf.add(stream, drop(ops.dense(rows, kernel))) as tf.Tensor2D)
      : ops.residual(stream, rows, kernel);
  let x = ops.embed(w('table'), ids, spec.embeddingScale);
  spec.cells.forEach((_, i) => {
    const name = `layer${i}`;
    const before = states[i]!;
    const after: tf.Tensor2D[] = [];
    const residual = spec.block === 'residual';
    let m = x;
    let lastInput: tf.Tensor2D | undefined;
    if (residual) {
      const stream = tf.reshape(x, [time, batch, spec.embedding]) as tf.Tensor3D;
      const shifted = ops.normShift(stream, w(`${name}.norm.gain`), before.at(-1)!, w(`${name}.shift`));
      m = tf.reshape(shifted.output, [time * batch, spec.embedding]);
      lastInput = shifted.last;
    }
    const { rows, states: cellStates } = runCell(ops, spec, i, weights, m, before);
    after.push(...cellStates);
    if (residual) {
      x = added(x, rows, w(`${name}.merge.kernel`));
      const q = ops.norm(x, w(`${name}.feed.norm.gain`));
      const inner = ops.gate(ops.dense(q, w(`${name}.feed.up.kernel`)));
      x = added(x, inner, w(`${name}.feed.down.kernel`));
      after.push(lastInput!);
    } else x = drop ? drop(rows) : rows;
    next.push(after);
  });
  if (spec.block === 'residual') return { y: ops.norm(x, w('output.norm.gain')), states: next };
  if (spec.cells.length === 0) return { y: x, states: next };
  return { y: ops.dense(x, w('output.kernel'), w('output.bias')), states: next };
}
