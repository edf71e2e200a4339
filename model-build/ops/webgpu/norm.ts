/**
 * RMS norm with gain, row by row.
 *
 *     s = 1 / sqrt(mean(x^2) + epsilon)      y [N, width] = x s gain [width]
 *     dx = dy gain s - x s^3 mean(dy gain x)      d gain = the sum over rows of dy x s
 *
 * A workgroup has a row forward, a stripe of rows backward: it leaves the stripe's part of the gain's gradient.
 */
import * as tf from '@tensorflow/tfjs';
import { NORM_EPSILON, type Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { groupwise } from './program.ts';
import { addStripes, stripesOf } from './sums.ts';

const LANES = 64;
/** Rows of a workgroup, backward. */
const STRIPE = 32;

const FORWARD = `var sum = 0.0;
  for (var j = lane; j < WIDTH; j += LANES) { let v = x[row * WIDTH + j]; sum += v * v; }
  let s = 1.0 / sqrt(total(sum, lane) / f32(WIDTH) + EPSILON);
  for (var j = lane; j < WIDTH; j += LANES) { y[row * WIDTH + j] = x[row * WIDTH + j] * s * gain[j]; }
  if (lane == 0u) { scale[row] = s; }`;

const BACKWARD = `var gains : array<f32, (WIDTH + LANES - 1u) / LANES>;
  for (var r = row * STRIPE; r < min(ROWS, (row + 1u) * STRIPE); r++) {
    var sum = 0.0;
    for (var j = lane; j < WIDTH; j += LANES) { sum += dy[r * WIDTH + j] * x[r * WIDTH + j] * gain[j]; }
    let s = scale[r];
    let pull = total(sum, lane) * s * s * s / f32(WIDTH);
    for (var j = lane; j < WIDTH; j += LANES) {
      let d = dy[r * WIDTH + j];
      let v = x[r * WIDTH + j];
      dx[r * WIDTH + j] = d * gain[j] * s - v * pull;
      gains[j / LANES] += d * v * s;
    }
  }
  for (var j = lane; j < WIDTH; j += LANES) { parts[row * WIDTH + j] = gains[j / LANES]; }`;

/** RMS norm. */
export const norm =
  (gpu: Gpu): Ops['norm'] =>
  (x, gain) => {
    const [rows, width] = x.shape;
    return tf.customGrad((...args) => {
      const [x, g] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const y = gpu.empty<tf.Rank.R2>([rows, width]);
      const scale = gpu.empty([rows]);
      const sizes = { WIDTH: width };
      const floats = { EPSILON: NORM_EPSILON };
      const forward = {
        name: 'norm',
        sizes,
        floats,
        reads: { x, gain: g },
        writes: { y, scale },
        body: FORWARD,
      };
      gpu.run(groupwise(rows, LANES, forward));
      save([x, g, scale]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, g, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const stripes = stripesOf(rows, STRIPE);
        const [dx, parts] = [gpu.empty([rows, width]), gpu.empty([stripes, width])];
        const sizes = { WIDTH: width, ROWS: rows, STRIPE };
        const reads = { x, gain: g, scale, dy };
        const backward = { name: 'norm backward', sizes, reads, writes: { dx, parts }, body: BACKWARD };
        gpu.run(groupwise(stripes, LANES, backward));
        return [dx, addStripes(gpu, parts, stripes, gpu.gradientOf(g))];
      };
      return { value: y, gradFunc };
    })(x, gain) as tf.Tensor2D;
  };
