/** A classifier's logits for a batch of whole texts: its network, its pooling without what stands behind each end, its head. */
import * as tf from '@tensorflow/tfjs';
import { forward, type States, zeroStates } from '../network/forward.ts';
import type { Variables } from '../network/run-cell.ts';
import type { NetworkSpec, Pool } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import type { Batch } from './cell-network.ts';

/**
 * `[batch, outputs]`, and the states, of no use here, which outlive any tidy: the caller disposes of them once it has its
 * gradients. `drop` is what training does to each layer's output.
 */
export function pooledLogits(
  ops: Ops,
  spec: NetworkSpec,
  variables: Variables,
  { ids, lengths }: Batch,
  drop?: (x: tf.Tensor2D) => tf.Tensor2D,
): { logits: tf.Tensor2D; states: States } {
  const batch = lengths.length;
  const time = ids.length / batch;
  const { y, states } = forward(
    ops,
    spec,
    variables,
    tf.tensor1d(ids, 'int32'),
    batch,
    zeroStates(spec, batch),
    drop,
  );
  const w = <R extends tf.Rank>(name: string) => variables.get(name) as unknown as tf.Tensor<R>;
  const within = (right: (t: number, length: number) => boolean) =>
    tf.tensor3d(
      Float32Array.from({ length: time * batch }, (_, i) =>
        right(Math.trunc(i / batch), lengths[i % batch]) ? 1 : 0,
      ),
      [time, batch, 1],
    );
  const mask = within((t, length) => t < length);
  const byTime = (rows: tf.Tensor2D) => tf.reshape(rows, [time, batch, spec.embedding]);
  const sum = (rows: tf.Tensor2D) => tf.sum(tf.mul(byTime(rows), mask), 0) as tf.Tensor2D;
  const pools: Record<Pool, () => tf.Tensor2D> = {
    last: () =>
      tf.sum(
        tf.mul(
          byTime(y),
          within((t, length) => t === length - 1),
        ),
        0,
      ) as tf.Tensor2D,
    // From 0 on, as the exported graph begins.
    max: () => tf.max(tf.mul(tf.relu(byTime(y)), mask), 0) as tf.Tensor2D,
    mean: () => ops.norm(sum(y), w('head.mean.gain')),
    gated: () => {
      const gate = tf.sigmoid(ops.dense(y, w('head.gate.kernel'), w('head.gate.bias')));
      return ops.norm(sum(tf.mul(gate, y) as tf.Tensor2D), w('head.gated.gain'));
    },
  };
  const pooled = spec.head!.pool.map((pool) => pools[pool]());
  const p = tf.concat(pooled, 1) as tf.Tensor2D;
  return { logits: ops.dense(p, w('head.kernel'), w('head.bias')), states };
}
