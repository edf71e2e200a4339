/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gates: Gers et al., 2000).
 *
 *     ai, af, ag, ao = input [T, B, 4H] + h(t - 1) kernel [H, 4H]
 *     i, f, o = logistic(ai, af, ao)      g = tanh(ag)
 *     c(t) = f c(t - 1) + i g      y(t) = h(t) = o tanh(c(t))      [T, B, H]
 *
 *     dh = dy + the gradient of the sums of t + 1 times the kernel transposed
 *     dc = dh o (1 - tanh(c)^2) + f(t + 1) dc(t + 1)
 *     dao = dh tanh(c) o (1 - o)      dai = dc g i (1 - i)      daf = dc c(t - 1) f (1 - f)      dag = dc i (1 - g^2)
 *
 * The input is overwritten: with i, f, g, o forward, with its own gradient backward.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { backwardFactors, FORWARD_FACTORS, kernelGradient, overTime, type StepCode } from './over-time.ts';

const CELL_BEFORE = `fn cell_before(t : u32, l : u32, unit : u32) -> f32 {
  if (t == 0u) { return firstCell[l * HIDDEN + unit]; }
  return cells[place(t - 1u, l, HIDDEN) + unit];
}`;

const FORWARD = `${CELL_BEFORE}
fn cell(t : u32, l : u32, unit : u32, sums : array<f32, GATES>) {
  let at = place(t, l, 4u * HIDDEN) + unit;
  let here = place(t, l, HIDDEN) + unit;
  let i = logistic(x[at] + sums[0]);
  let f = logistic(x[at + HIDDEN] + sums[1]);
  let g = hyperbolic(x[at + 2u * HIDDEN] + sums[2]);
  let o = logistic(x[at + 3u * HIDDEN] + sums[3]);
  let c = f * cell_before(t, l, unit) + i * g;
  let h = o * hyperbolic(c);
  x[at] = i;
  x[at + HIDDEN] = f;
  x[at + 2u * HIDDEN] = g;
  x[at + 3u * HIDDEN] = o;
  cells[here] = c;
  y[here] = h;
  if (t == TIME - 1u) {
    last[l * HIDDEN + unit] = h;
    lastCell[l * HIDDEN + unit] = c;
  }
}`;

const BACKWARD = `${CELL_BEFORE}
fn cell(t : u32, l : u32, unit : u32, sums : array<f32, GATES>) {
  let at = place(t, l, 4u * HIDDEN) + unit;
  let here = place(t, l, HIDDEN) + unit;
  let dh = dy[here] + sums[0];
  let i = x[at];
  let f = x[at + HIDDEN];
  let g = x[at + 2u * HIDDEN];
  let o = x[at + 3u * HIDDEN];
  let c = hyperbolic(cells[here]);
  var dc = dh * o * (1.0 - c * c);
  if (t < TIME - 1u) { dc += carry[l * HIDDEN + unit]; }
  carry[l * HIDDEN + unit] = dc * f;
  x[at] = dc * g * i * (1.0 - i);
  x[at + HIDDEN] = dc * cell_before(t, l, unit) * f * (1.0 - f);
  x[at + 2u * HIDDEN] = dc * i * (1.0 - g * g);
  x[at + 3u * HIDDEN] = dh * c * o * (1.0 - o);
}`;

/** The LSTM. */
export const lstm =
  (gpu: Gpu): Ops['lstm'] =>
  (input, h, c, kernel) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 4;
    const sizes = { batch, hidden, time };
    const forward: StepCode = {
      ...{ ...sizes, name: 'lstm', gates: 4, inner: hidden, backwards: false },
      ...{ factors: FORWARD_FACTORS, cell: FORWARD },
    };
    const backward: StepCode = {
      ...{ ...sizes, name: 'lstm backward', gates: 1, inner: gates, backwards: true },
      ...{ factors: backwardFactors('x'), cell: BACKWARD },
    };
    const [last, lastCell] = [0, 1].map(() => tf.keep(gpu.empty([batch, hidden]))) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const output = tf.customGrad((...args) => {
      const [x, kernel] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const cells = gpu.empty([time, batch, hidden]);
      const y = gpu.empty<tf.Rank.R3>([time, batch, hidden]);
      const reads = { first: h, firstCell: c, kernel };
      overTime(gpu, forward, { reads, writes: { x, cells, y, last, lastCell } });
      save([x, cells, y, kernel, h, c]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, cells, y, kernel, h, c] = saved as [
          ...[tf.Tensor, tf.Tensor, tf.Tensor3D],
          ...[tf.Tensor, tf.Tensor2D, tf.Tensor2D],
        ];
        const carry = gpu.empty([batch, hidden]);
        overTime(gpu, backward, { reads: { cells, firstCell: c, kernel, dy }, writes: { x, carry } });
        return [x.clone(), kernelGradient(gpu, kernel, h, y, x)];
      };
      return { value: y, gradFunc };
    })(input, kernel) as tf.Tensor3D;
    return { output, h: last, c: lastCell };
  };
