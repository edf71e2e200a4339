/**
 * Elman's cell (1990).
 *
 *     s = input [T, B, H] + h(t - 1) kernel [H, H]      y(t) = h(t) = act(s)      [T, B, H]
 *     ds = (dy + ds(t + 1) transpose(kernel)) act'(s)
 *
 * act is the identity, tanh, relu or the sign; the sign's gradient passes where s is within -1 and 1 (see `ElmanActivation`),
 * so its sums are kept: a sign does not tell how large they were.
 */
import * as tf from '@tensorflow/tfjs';
import type { ElmanActivation, Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { backwardFactors, FORWARD_FACTORS, kernelGradient, overTime, type StepCode } from './over-time.ts';

/** The activation of `s`, and its slope from `v`: the output, or the sum for a sign. */
const ACTIVATIONS: Record<ElmanActivation, { act: string; slope: string }> = {
  linear: { act: 's', slope: '1.0' },
  tanh: { act: 'hyperbolic(s)', slope: '1.0 - v * v' },
  relu: { act: 'max(s, 0.0)', slope: 'select(0.0, 1.0, v > 0.0)' },
  binary: { act: 'sign(s)', slope: 'select(0.0, 1.0, abs(v) <= 1.0)' },
};

const forwardCell = (
  act: string,
  keepsSums: boolean,
) => `fn cell(t : u32, l : u32, unit : u32, product : array<f32, GATES>) {
  let here = place(t, l, HIDDEN) + unit;
  let s = x[here] + product[0];
  let h = ${act};
  ${keepsSums ? 'sums[here] = s;' : ''}
  y[here] = h;
  if (t == TIME - 1u) { last[l * HIDDEN + unit] = h; }
}`;

const backwardCell = (slope: string) => `fn cell(t : u32, l : u32, unit : u32, product : array<f32, GATES>) {
  let here = place(t, l, HIDDEN) + unit;
  let v = values[here];
  d[here] = (dy[here] + product[0]) * (${slope});
}`;

/** The Elman cell. */
export const elman =
  (gpu: Gpu): Ops['elman'] =>
  (input, h, kernel, activation) => {
    const [time, batch, hidden] = input.shape;
    const { act, slope } = ACTIVATIONS[activation];
    const keepsSums = activation === 'binary';
    const sizes = { batch, hidden, time, gates: 1, inner: hidden };
    const forward: StepCode = {
      ...{ ...sizes, name: `elman ${activation}`, backwards: false },
      ...{ factors: FORWARD_FACTORS, cell: forwardCell(act, keepsSums) },
    };
    const backward: StepCode = {
      ...{ ...sizes, name: `elman ${activation} backward`, backwards: true },
      ...{ factors: backwardFactors('d'), cell: backwardCell(slope) },
    };
    const last = tf.keep(gpu.empty<tf.Rank.R2>([batch, hidden])) as tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, kernel] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const y = gpu.empty<tf.Rank.R3>([time, batch, hidden]);
      const sums = keepsSums ? gpu.empty([time, batch, hidden]) : undefined;
      overTime(gpu, forward, { reads: { x, first: h, kernel }, writes: { y, last, ...(sums && { sums }) } });
      save(sums ? [y, kernel, h, sums] : [y, kernel, h]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [y, kernel, h, values = y] = saved as [tf.Tensor3D, tf.Tensor, tf.Tensor2D, tf.Tensor?];
        const d = gpu.empty([time, batch, hidden]);
        overTime(gpu, backward, { reads: { values, kernel, dy }, writes: { d } });
        return [d, kernelGradient(gpu, kernel, h, y, d)];
      };
      return { value: y, gradFunc };
    })(input, kernel) as tf.Tensor3D;
    return { output, h: last };
  };
