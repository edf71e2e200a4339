/**
 * A map of each row.
 *
 *     y [N, outputs] = x [N, inputs] kernel [inputs, outputs] (+ bias [outputs])
 *     dx = dy transpose(kernel)      d kernel = transpose(x) dy      d bias = the sums of dy's columns
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { product, slicedProduct } from './product.ts';
import { columnSums } from './sums.ts';

/** A dense map. */
export const dense =
  (gpu: Gpu): Ops['dense'] =>
  (x, kernel, bias) => {
    const [rows, inputs] = x.shape;
    const outputs = kernel.shape[1];
    const given: tf.Tensor[] = bias ? [x, kernel, bias] : [x, kernel];
    return tf.customGrad((...args) => {
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const [x, w, b] = args.slice(0, -1) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor | undefined];
      const value = product(gpu, { a: x, b: w, m: rows, n: outputs, k: inputs, layout: 'NN', bias: b });
      save([x, w]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, w] = saved as [tf.Tensor, tf.Tensor];
        const left = { factor: 'a', rows } as const;
        const right = { factor: 'b', rows } as const;
        const dx = product(gpu, {
          a: dy,
          b: w,
          m: rows,
          n: inputs,
          k: outputs,
          layout: 'NT',
          gradient: left,
        });
        const p = { a: x, b: dy, m: inputs, n: outputs, k: rows, layout: 'TN', gradient: right } as const;
        const dw = slicedProduct(gpu, p, gpu.gradientOf(w));
        return b ? [dx, dw, columnSums(gpu, dy, rows, outputs, gpu.gradientOf(b))] : [dx, dw];
      };
      return { value, gradFunc };
    })(...given) as tf.Tensor2D;
  };
