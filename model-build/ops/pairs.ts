/** Pairs of operations that belong together, one after the other: for makers that have no operation for both at once. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from './ops.ts';

/** Of a maker's own dense map, norm and shift. */
export const pairs = ({
  dense,
  norm,
  shift,
}: Pick<Ops, 'dense' | 'norm' | 'shift'>): Pick<Ops, 'residual' | 'normShift'> => ({
  residual: (x, rows, kernel) => tf.add(x, dense(rows, kernel)),

  normShift(x, gain, before, mix) {
    const [time, batch, width] = x.shape;
    const rows = norm(tf.reshape(x, [time * batch, width]), gain);
    return shift(tf.reshape(rows, x.shape), before, mix);
  },
});
