/** Dropout (Srivastava et al., 2014): zeroes a share of the numbers and enlarges the rest to the same mean. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random/random.ts';

/** What training does to each layer's output; undefined when nothing is left out. */
export function dropout(share: number, random: Random): ((x: tf.Tensor2D) => tf.Tensor2D) | undefined {
  if (share === 0) return undefined;
  const kept = 1 / (1 - share);
  return (x) => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < share ? 0 : kept;
    return tf.mul(x, tf.tensor2d(mask, x.shape));
  };
}
