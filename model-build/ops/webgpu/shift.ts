/**
 * Each step mixed with the one before.
 *
 *     y [T, B, width] at t = x(t) + mix [width] (x(t - 1) - x(t)), where x(-1) is `before` [B, width]
 *     dx(t) = dy(t) (1 - mix) + dy(t + 1) mix      d mix = the sum over rows of dy(t) (x(t - 1) - x(t))
 *
 * The last step goes out too: it is the next window's `before`. Backward, an invocation has a column of a stripe of rows.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { elementwise } from './program.ts';
import { addStripes, stripesOf } from './sums.ts';

/** Rows of an invocation, backward. */
const STRIPE = 32;

const EARLIER = `fn earlier(at : u32) -> f32 {
  if (at < STEP) { return before[at]; }
  return x[at - STEP];
}`;

const FORWARD = `let v = x[index];
  y[index] = v + mix[index % WIDTH] * (earlier(index) - v);
  if (index >= COUNT - STEP) { last[index - (COUNT - STEP)] = v; }`;

const BACKWARD = `let column = index % WIDTH;
  let first = index / WIDTH * STRIPE;
  let m = mix[column];
  var sum = 0.0;
  for (var row = first; row < min(ROWS, first + STRIPE); row++) {
    let at = row * WIDTH + column;
    let d = dy[at];
    var later = 0.0;
    if (at + STEP < ROWS * WIDTH) { later = dy[at + STEP]; }
    dx[at] = d * (1.0 - m) + later * m;
    sum += d * (earlier(at) - x[at]);
  }
  parts[index] = sum;`;

/** The shift by a step. */
export const shift =
  (gpu: Gpu): Ops['shift'] =>
  (x, before, mix) => {
    const [time, batch, width] = x.shape;
    const rows = time * batch;
    const last = tf.keep(gpu.empty<tf.Rank.R2>([batch, width])) as tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, m] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const y = gpu.empty<tf.Rank.R3>([time, batch, width]);
      const sizes = { WIDTH: width, STEP: batch * width };
      const reads = { x, before, mix: m };
      const forward = { name: 'shift', sizes, reads, writes: { y, last }, functions: EARLIER, body: FORWARD };
      gpu.run(elementwise(y.size, forward));
      save([x, m, before]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, m, before] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const stripes = stripesOf(rows, STRIPE);
        const [dx, parts] = [gpu.empty([time, batch, width]), gpu.empty([stripes, width])];
        const sizes = { WIDTH: width, STEP: batch * width, ROWS: rows, STRIPE };
        const reads = { x, before, mix: m, dy };
        const backward = { name: 'shift backward', sizes, reads, writes: { dx, parts }, functions: EARLIER };
        gpu.run(elementwise(stripes * width, { ...backward, body: BACKWARD }));
        return [dx, addStripes(gpu, parts, stripes, gpu.gradientOf(m))];
      };
      return { value: y, gradFunc };
    })(x, mix) as tf.Tensor3D;
    return { output, last };
  };
