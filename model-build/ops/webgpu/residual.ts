/**
 * A map of each row, added to a stream.
 *
 *     y [N, width] = x [N, width] + rows [N, inputs] kernel [inputs, width]
 *     dx = dy      d rows = dy transpose(kernel)      d kernel = transpose(rows) dy
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { product, slicedProduct } from './product.ts';

/** A dense map, added to what is there. */
export const residual =
  (gpu: Gpu): Ops['residual'] =>
  (x, rows, kernel) => {
    const [count, width] = x.shape;
    const inputs = kernel.shape[0];
    return tf.customGrad((...args) => {
      const [x, rows, w] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const value = product(gpu, { a: rows, b: w, m: count, n: width, k: inputs, layout: 'NN', addend: x });
      save([rows, w]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [rows, w] = saved as [tf.Tensor, tf.Tensor];
        const left = { factor: 'a', rows: count } as const;
        const right = { factor: 'b', rows: count } as const;
        const dRows = product(gpu, {
          a: dy,
          b: w,
          m: count,
          n: inputs,
          k: width,
          layout: 'NT',
          gradient: left,
        });
        const p = { a: rows, b: dy, m: inputs, n: width, k: count, layout: 'TN', gradient: right } as const;
        return [dy.clone(), dRows, slicedProduct(gpu, p, gpu.gradientOf(w))];
      };
      return { value, gradFunc };
    })(x, rows, kernel) as tf.Tensor2D;
  };
