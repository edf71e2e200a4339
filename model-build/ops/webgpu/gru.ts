/**
 * Gated recurrent unit, reset after the product (Cho et al., arXiv:1406.1078).
 *
 *     input [T, B, 3H] holds az, ar, an; bz, br, bn = h(t - 1) kernel [H, 3H] + bias [3H]
 *     z = logistic(az + bz)      r = logistic(ar + br)      n = tanh(an + r bn)
 *     y(t) = h(t) = n + z (h(t - 1) - n)      [T, B, H]
 *
 *     dh = dy + what comes from t + 1: z dh, and the gradient of the sums times the kernel transposed
 *     dan = dh (1 - z) (1 - n^2)      daz = dh (h(t - 1) - n) z (1 - z)      dar = dan bn r (1 - r)
 *     dbz = daz      dbr = dar      dbn = dan r
 *
 * The input is overwritten: with z, r, n forward, with its own gradient backward.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import {
  backwardFactors,
  FORWARD_FACTORS,
  kernelGradient,
  overTime,
  STATE_BEFORE,
  type StepCode,
} from './over-time.ts';
import { columnSums } from './sums.ts';

const FORWARD = `fn cell(t : u32, l : u32, unit : u32, sums : array<f32, GATES>) {
  let at = place(t, l, 3u * HIDDEN) + unit;
  let here = place(t, l, HIDDEN) + unit;
  let b = sums[2] + bias[2u * HIDDEN + unit];
  let z = logistic(x[at] + sums[0] + bias[unit]);
  let r = logistic(x[at + HIDDEN] + sums[1] + bias[HIDDEN + unit]);
  let n = hyperbolic(x[at + 2u * HIDDEN] + r * b);
  let h = n + z * (before(t, l, unit) - n);
  x[at] = z;
  x[at + HIDDEN] = r;
  x[at + 2u * HIDDEN] = n;
  candidates[here] = b;
  y[here] = h;
  if (t == TIME - 1u) { last[l * HIDDEN + unit] = h; }
}`;

const BACKWARD = `fn cell(t : u32, l : u32, unit : u32, sums : array<f32, GATES>) {
  let at = place(t, l, 3u * HIDDEN) + unit;
  let here = place(t, l, HIDDEN) + unit;
  var dh = dy[here] + sums[0];
  if (t < TIME - 1u) { dh += carry[l * HIDDEN + unit]; }
  let z = x[at];
  let r = x[at + HIDDEN];
  let n = x[at + 2u * HIDDEN];
  let dn = dh * (1.0 - z) * (1.0 - n * n);
  let dz = dh * (before(t, l, unit) - n) * z * (1.0 - z);
  let dr = dn * candidates[here] * r * (1.0 - r);
  carry[l * HIDDEN + unit] = dh * z;
  x[at] = dz;
  x[at + HIDDEN] = dr;
  x[at + 2u * HIDDEN] = dn;
  d[at] = dz;
  d[at + HIDDEN] = dr;
  d[at + 2u * HIDDEN] = dn * r;
}`;

/** The GRU. */
export const gru =
  (gpu: Gpu): Ops['gru'] =>
  (input, h, kernel, bias) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 3;
    const sizes = { batch, hidden, time };
    const forward: StepCode = {
      ...{ ...sizes, name: 'gru', gates: 3, inner: hidden, backwards: false },
      ...{ factors: FORWARD_FACTORS, cell: FORWARD },
    };
    const backward: StepCode = {
      ...{ ...sizes, name: 'gru backward', gates: 1, inner: gates, backwards: true },
      ...{ factors: `${STATE_BEFORE}${backwardFactors('d')}`, cell: BACKWARD },
    };
    const last = tf.keep(gpu.empty<tf.Rank.R2>([batch, hidden])) as tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, kernel, bias] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const candidates = gpu.empty([time, batch, hidden]);
      const y = gpu.empty<tf.Rank.R3>([time, batch, hidden]);
      overTime(gpu, forward, { reads: { first: h, kernel, bias }, writes: { x, candidates, y, last } });
      save([x, candidates, y, kernel, h, bias]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, candidates, y, kernel, h, bias] = saved as [
          ...[tf.Tensor, tf.Tensor, tf.Tensor3D],
          ...[tf.Tensor, tf.Tensor2D, tf.Tensor],
        ];
        const d = gpu.empty([time, batch, gates]);
        const carry = gpu.empty([batch, hidden]);
        const reads = { candidates, y, first: h, kernel, dy };
        overTime(gpu, backward, { reads, writes: { x, d, carry } });
        return [
          x.clone(),
          kernelGradient(gpu, kernel, h, y, d),
          columnSums(gpu, d, time * batch, gates, gpu.gradientOf(bias)),
        ];
      };
      return { value: y, gradFunc };
    })(input, kernel, bias) as tf.Tensor3D;
    return { output, h: last };
  };
