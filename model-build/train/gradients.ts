/** What one window of some lanes teaches: the part of a training step that can be shared out. */
import * as tf from '@tensorflow/tfjs';
import { forward, type States } from '../network/forward.ts';
import { loss } from '../network/head.ts';
import type { Variables } from '../network/run-cell.ts';
import type { NetworkSpec } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';

/** One window of the lanes: what is read and what is to be predicted. */
export interface Window {
  ids: Int32Array;
  targets: Int32Array;
}

/** What a window teaches. */
export interface Lesson {
  /** Mean nats a token, times `share`. */
  loss: tf.Scalar;
  /** Of the weights in their order, times `share`. The caller disposes of everything in a lesson. */
  gradients: tf.Tensor[];
  /** After the window, `[batch, size]`. */
  states: States;
}

/**
 * The window's ids and targets are `[time * batch]`, time-major; states `[batch, size]` stay the caller's. `share`: of all the
 * lanes of the step, those that are given. `drop` is applied to each layer's output.
 */
export function lessonOf(
  ops: Ops,
  spec: NetworkSpec,
  weights: Variables,
  window: Window,
  states: States,
  batch: number,
  share: number,
  drop?: (x: tf.Tensor2D) => tf.Tensor2D,
): Lesson {
  const [ids, targets] = [window.ids, window.targets].map((tokens) => tf.tensor1d(tokens, 'int32')) as [
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  let after!: States;
  const { value, grads } = tf.variableGrads(() => {
    const run = forward(ops, spec, weights, ids, batch, states, drop);
    after = run.states;
    const nats = loss(ops, weights, run.y, targets, true);
    return share === 1 ? nats : (tf.mul(nats, share) as tf.Scalar);
  }, [...weights.values()]);
  const gradients = [...weights.values()].map((weight) => grads[weight.name]!);
  tf.dispose([ids, targets]);
  return { loss: value, gradients, states: after };
}
