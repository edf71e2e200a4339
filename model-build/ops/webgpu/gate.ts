/**
 * The gated feed-forward's middle.
 *
 *     y [N, width] = silu(g) u, where x [N, 2 width] holds u, then g; silu(g) = g s, s = logistic(g)
 *     du = dy g s      dg = dy u (s + g s (1 - s))
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { byFour, elementwise, logistic } from './program.ts';

const PLACE = `let at = index + index / WIDTH * WIDTH;
  let g = x[at + WIDTH];
  let s = logistic(g);`;

const FORWARD = `${PLACE}
  y[index] = g * s * x[at];`;

const BACKWARD = `${PLACE}
  let d = dy[index];
  dx[at] = d * g * s;
  dx[at + WIDTH] = d * x[at] * (s + g * s * (1.0 - s));`;

/** The gate. */
export const gate =
  (gpu: Gpu): Ops['gate'] =>
  (x) => {
    const [rows, twice] = x.shape;
    const width = twice / 2;
    const { type, step, fours } = byFour(width, ['x', 'y', 'dy', 'dx']);
    const common = { sizes: { WIDTH: width / step }, functions: logistic(type), fours };
    const count = (rows * width) / step;
    return tf.customGrad((...args) => {
      const x = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const y = gpu.empty<tf.Rank.R2>([rows, width]);
      gpu.run(elementwise(count, { ...common, name: 'gate', reads: { x }, writes: { y }, body: FORWARD }));
      save([x]);
      const gradFunc = (dy: tf.Tensor, [x]: tf.Tensor[]) => {
        const dx = gpu.empty([rows, twice]);
        const backward = { ...common, name: 'gate backward', reads: { x: x!, dy }, writes: { dx } };
        gpu.run(elementwise(count, { ...backward, body: BACKWARD }));
        return dx;
      };
      return { value: y, gradFunc };
    })(x) as tf.Tensor2D;
  };
