/**
 * The language model's head: what is made of a network's vectors y `[time * batch, embedding]`. It compares them with
 * the table that tokens came in by. This is the seam for other heads: one for classification or regression is two
 * functions like these, which take the same y (of every step, or the last one's rows) and weights of their own.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops/ops.ts';
import type { Variables } from './run-cell.ts';

const table = (weights: Variables) => weights.get('table') as unknown as tf.Tensor2D;
const bias = (weights: Variables) => weights.get('logits.bias') as unknown as tf.Tensor1D;

/** Mean nats a token. y `[N, embedding]`, targets int32 `[N]`; `gradients` when they will be asked for. */
export const loss = (
  ops: Ops,
  weights: Variables,
  y: tf.Tensor2D,
  targets: tf.Tensor1D,
  gradients: boolean,
): tf.Scalar => ops.loss(y, table(weights), bias(weights), targets, gradients);

/** `[N, vocabulary]` from y `[N, embedding]`. */
export const logits = (weights: Variables, y: tf.Tensor2D): tf.Tensor2D =>
  tf.add(tf.matMul(y, table(weights), false, true), bias(weights));
