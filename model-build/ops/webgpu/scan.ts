/**
 * Gated linear recurrence: no matrix on the way of the state, so each channel of each lane walks through time alone.
 *
 *     input [T, B, 3H] holds f, a, o      forget = bound + (1 - bound) logistic(f)      i = silu(a)
 *     h(t) = i + forget (h(t - 1) - i)      y(t) [T, B, H] = h(t) logistic(o)
 *     dh = dy logistic(o) + what comes from t + 1      df = dh (h(t - 1) - i) (1 - bound) s (1 - s)
 *     da = dh (1 - forget) silu'(a)      do = dy h(t) logistic'(o)      to t - 1: dh forget
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { elementwise, logistic, type Program } from './program.ts';

/** Few invocations with a long way: small workgroups, so that they spread over the whole GPU. */
const LANES = 64;

const FORWARD = `var at = index / HIDDEN * 3u * HIDDEN + index % HIDDEN;
  var h = first[index];
  for (var t = 0u; t < TIME; t++) {
    let forget = BOUND + (1.0 - BOUND) * logistic(x[at]);
    let a = x[at + HIDDEN];
    let i = a * logistic(a);
    h = i + forget * (h - i);
    states[t * COUNT + index] = h;
    y[t * COUNT + index] = h * logistic(x[at + 2u * HIDDEN]);
    at += 3u * COUNT;
  }
  last[index] = h;`;

const BACKWARD = `var carry = 0.0;
  var after = states[(TIME - 1u) * COUNT + index];
  for (var left = TIME; left > 0u; left--) {
    let t = left - 1u;
    let at = t * 3u * COUNT + index / HIDDEN * 3u * HIDDEN + index % HIDDEN;
    var before = first[index];
    if (t > 0u) { before = states[(t - 1u) * COUNT + index]; }
    let s = logistic(x[at]);
    let forget = BOUND + (1.0 - BOUND) * s;
    let a = x[at + HIDDEN];
    let k = logistic(a);
    let i = a * k;
    let o = logistic(x[at + 2u * HIDDEN]);
    let d = dy[t * COUNT + index];
    let dh = carry + d * o;
    dx[at] = dh * (before - i) * (1.0 - BOUND) * s * (1.0 - s);
    dx[at + HIDDEN] = dh * (1.0 - forget) * (k + i * (1.0 - k));
    dx[at + 2u * HIDDEN] = d * after * o * (1.0 - o);
    carry = dh * forget;
    after = before;
  }`;

/** The gated linear recurrence. */
export const scan =
  (gpu: Gpu): Ops['scan'] =>
  (input, h, bound) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 3;
    const common = {
      sizes: { HIDDEN: hidden, TIME: time },
      floats: { BOUND: bound },
      functions: logistic('f32'),
    };
    const walk = (parts: Pick<Program, 'name' | 'reads' | 'writes'> & { body: string }) =>
      gpu.run(elementwise(batch * hidden, { ...common, ...parts }, LANES));
    const last = tf.keep(gpu.empty<tf.Rank.R2>([batch, hidden])) as tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const x = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const [states, y] = [gpu.empty([time, batch, hidden]), gpu.empty<tf.Rank.R3>([time, batch, hidden])];
      walk({ name: 'scan', reads: { x, first: h }, writes: { states, y, last }, body: FORWARD });
      save([x, states, h]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, states, h] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const dx = gpu.empty([time, batch, gates]);
        walk({ name: 'scan backward', reads: { x, states, first: h, dy }, writes: { dx }, body: BACKWARD });
        return dx;
      };
      return { value: y, gradFunc };
    })(input) as tf.Tensor3D;
    return { output, h: last };
  };
