/**
 * RMS norm with gain, then each step mixed with the one before: norm.ts and shift.ts in one, so that what lies between is
 * never written.
 *
 *     s(t) = 1 / sqrt(mean(x(t)^2) + epsilon)      n(t) = x(t) s(t) gain [width]
 *     y [T, B, width] at t = n(t) + mix [width] (n(t - 1) - n(t)), where n(-1) is `before` [B, width]
 *     dn(t) = dy(t) (1 - mix) + dy(t + 1) mix      d mix = the sum over rows of dy(t) (n(t - 1) - n(t))
 *     dx = dn gain s - x s^3 mean(dn gain x)      d gain = the sum over rows of dn x s
 *
 * n of the last step goes out too: it is the next window's `before`. A workgroup has a row forward, which measures the row
 * a step before as well; a stripe of rows backward, of which it leaves its part of both gradients, gain's and then mix's.
 */
import * as tf from '@tensorflow/tfjs';
import { NORM_EPSILON, type Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { groupwise } from './program.ts';
import { stripesOf, sumSlices } from './sums.ts';

const LANES = 64;
/** Rows of a workgroup, backward. */
const STRIPE = 32;

/** n a step before row r, at column j; `s` is the scale of that row. */
const EARLIER = `fn earlier(r : u32, j : u32, s : f32) -> f32 {
  if (r < BATCH) { return before[r * WIDTH + j]; }
  return x[(r - BATCH) * WIDTH + j] * s * gain[j];
}`;

const FORWARD = `let above = row - min(row, BATCH);
  var here = 0.0;
  var there = 0.0;
  for (var j = lane; j < WIDTH; j += LANES) {
    let v = x[row * WIDTH + j];
    let u = x[above * WIDTH + j];
    here += v * v;
    there += u * u;
  }
  let s = 1.0 / sqrt(total(here, lane) / f32(WIDTH) + EPSILON);
  let e = 1.0 / sqrt(total(there, lane) / f32(WIDTH) + EPSILON);
  for (var j = lane; j < WIDTH; j += LANES) {
    let n = x[row * WIDTH + j] * s * gain[j];
    y[row * WIDTH + j] = n + mix[j] * (earlier(row, j, e) - n);
    if (row + BATCH >= COUNT) { last[(row + BATCH - COUNT) * WIDTH + j] = n; }
  }
  if (lane == 0u) { scale[row] = s; }`;

const BACKWARD = `var gains : array<f32, (WIDTH + LANES - 1u) / LANES>;
  var mixes : array<f32, (WIDTH + LANES - 1u) / LANES>;
  for (var r = row * STRIPE; r < min(ROWS, (row + 1u) * STRIPE); r++) {
    let s = scale[r];
    let e = scale[r - min(r, BATCH)];
    var sum = 0.0;
    for (var j = lane; j < WIDTH; j += LANES) { sum += slope(r, j) * x[r * WIDTH + j] * gain[j]; }
    let pull = total(sum, lane) * s * s * s / f32(WIDTH);
    for (var j = lane; j < WIDTH; j += LANES) {
      let d = slope(r, j);
      let v = x[r * WIDTH + j];
      dx[r * WIDTH + j] = d * gain[j] * s - v * pull;
      gains[j / LANES] += d * v * s;
      mixes[j / LANES] += dy[r * WIDTH + j] * (earlier(r, j, e) - v * s * gain[j]);
    }
  }
  for (var j = lane; j < WIDTH; j += LANES) {
    parts[row * 2u * WIDTH + j] = gains[j / LANES];
    parts[row * 2u * WIDTH + WIDTH + j] = mixes[j / LANES];
  }`;

/** dn. */
const SLOPE = `fn slope(r : u32, j : u32) -> f32 {
  var later = 0.0;
  if (r + BATCH < ROWS) { later = dy[(r + BATCH) * WIDTH + j]; }
  return dy[r * WIDTH + j] * (1.0 - mix[j]) + later * mix[j];
}`;

/** RMS norm, then the shift by a step. */
export const normShift =
  (gpu: Gpu): Ops['normShift'] =>
  (x, gain, before, mix) => {
    const [time, batch, width] = x.shape;
    const rows = time * batch;
    const sizes = { WIDTH: width, BATCH: batch };
    const last = tf.keep(gpu.empty<tf.Rank.R2>([batch, width])) as tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, gain, mix] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const [y, scale] = [gpu.empty<tf.Rank.R3>([time, batch, width]), gpu.empty([rows])];
      const forward = {
        ...{ name: 'norm and shift', sizes, floats: { EPSILON: NORM_EPSILON }, functions: EARLIER },
        ...{ reads: { x, gain, before, mix }, writes: { y, scale, last } },
      };
      gpu.run(groupwise(rows, LANES, { ...forward, body: FORWARD }));
      save([x, gain, mix, before, scale]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, gain, mix, before, scale] = saved as [
          ...[tf.Tensor, tf.Tensor, tf.Tensor],
          ...[tf.Tensor, tf.Tensor],
        ];
        const stripes = stripesOf(rows, STRIPE);
        const [dx, parts] = [gpu.empty([time, batch, width]), gpu.empty([stripes, 2, width])];
        const backward = {
          ...{ name: 'norm and shift backward', sizes: { ...sizes, ROWS: rows, STRIPE } },
          ...{ reads: { x, gain, before, mix, scale, dy }, writes: { dx, parts } },
        };
        gpu.run(groupwise(stripes, LANES, { ...backward, functions: EARLIER + SLOPE, body: BACKWARD }));
        const [dGain, dMix] = [gpu.gradientOf(gain), gpu.gradientOf(mix)];
        sumSlices(gpu, parts, stripes, dGain, dMix);
        parts.dispose();
        return [dx, dGain, dMix];
      };
      return { value: y, gradFunc };
    })(x, gain, mix) as tf.Tensor3D;
    return { output, last };
  };
