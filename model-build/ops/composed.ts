/** The operations from plain tfjs operators: every backend runs them, and the fused kernels are tested against them. */
import * as tf from '@tensorflow/tfjs';
import { ADAM_EPSILON, NORM_EPSILON, type Ops } from './ops.ts';
import { pairs } from './pairs.ts';
import { type SlotArithmetic, SlotOptimizer } from './slot-optimizer.ts';

/** `[B, G]` a time step. tfjs cannot differentiate an unstack into one part. */
function timeSteps(input: tf.Tensor3D): tf.Tensor2D[] {
  const [time, batch, width] = input.shape;
  return time === 1 ? [tf.reshape(input, [batch, width])] : (tf.unstack(input) as tf.Tensor2D[]);
}

/** Runs a cell over time. `step` takes `[B, G]` and the states, returns the output `[B, H]` and the next states. */
function unroll(
  input: tf.Tensor3D,
  states: tf.Tensor2D[],
  step: (x: tf.Tensor2D, states: tf.Tensor2D[]) => { output: tf.Tensor2D; states: tf.Tensor2D[] },
): { output: tf.Tensor3D; states: tf.Tensor2D[] } {
  const outputs: tf.Tensor2D[] = [];
  let current = states;
  for (const x of timeSteps(input)) {
    const next = step(x, current);
    outputs.push(next.output);
    current = next.states;
  }
  return { output: tf.stack(outputs) as tf.Tensor3D, states: current.map((s) => tf.keep(s.clone())) };
}

const silu = <T extends tf.Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x));

/** The sign; its gradient passes straight through between -1 and 1. Of comparisons: not every backend has tf.sign. */
const sign = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((...args) => {
    const x = args[0] as tf.Tensor2D;
    const [up, down] = [tf.greater(x, 0), tf.less(x, 0)].map((side) => tf.cast(side, 'float32'));
    const inside = tf.cast(tf.lessEqual(tf.abs(x), 1), 'float32');
    const save = args.at(-1) as unknown as tf.GradSaveFunc;
    save([inside]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!);
    return { value: tf.sub(up!, down!), gradFunc };
  })(x) as tf.Tensor2D;

/** Rows of `table`; the gradient adds rows up by a one-hot product, since wasm has no UnsortedSegmentSum. */
const gather = (table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D =>
  tf.customGrad((...args) => {
    const from = args[0] as tf.Tensor2D;
    const save = args.at(-1) as unknown as tf.GradSaveFunc;
    save([ids]);
    const gradFunc = (dy: tf.Tensor, [ids]: tf.Tensor[]) =>
      tf.matMul(tf.oneHot(ids, table.shape[0]).toFloat() as tf.Tensor2D, dy as tf.Tensor2D, true);
    return { value: tf.gather(from, ids), gradFunc };
  })(table) as tf.Tensor2D;

async function squares(tensors: tf.Tensor[]): Promise<number> {
  const total = tf.tidy(() => tensors.map((v) => tf.sum(tf.square(v))).reduce((a, b) => tf.add(a, b)));
  const [value] = await total.data();
  total.dispose();
  return value!;
}

const update: SlotArithmetic['update'] = ({ weight, mean, square, average }, gradient, step, factor) =>
  tf.tidy(() => {
    const g = tf.mul(gradient, factor);
    mean.assign(tf.add(tf.mul(mean, step.beta1), tf.mul(g, 1 - step.beta1)));
    square.assign(tf.add(tf.mul(square, step.beta2), tf.mul(tf.square(g), 1 - step.beta2)));
    const rate = step.learningRate / (1 - step.beta1 ** step.count);
    const correction = 1 / Math.sqrt(1 - step.beta2 ** step.count);
    const root = tf.add(tf.mul(tf.sqrt(square), correction), ADAM_EPSILON);
    const kept = tf.mul(weight, 1 - step.learningRate * step.weightDecay);
    weight.assign(tf.sub(kept, tf.div(tf.mul(mean, rate), root)));
    average.assign(tf.add(average, tf.mul(tf.sub(weight, average), step.averaging)));
  });

const rowwise: Pick<Ops, 'dense' | 'norm' | 'shift'> = {
  dense: (x, kernel, bias) => (bias ? tf.add(tf.matMul(x, kernel), bias) : tf.matMul(x, kernel)),

  norm(x, gain) {
    const squares = tf.mean(tf.square(x), 1, true);
    return tf.mul(tf.div(x, tf.sqrt(tf.add(squares, NORM_EPSILON))), gain);
  },

  shift(x, before, mix) {
    const [time, batch, width] = x.shape;
    const rows = tf.reshape(x, [time * batch, width]) as tf.Tensor2D;
    const last = tf.slice(rows, [(time - 1) * batch, 0], [batch, width]);
    const earlier =
      time > 1 ? tf.concat([before, tf.slice(rows, [0, 0], [(time - 1) * batch, width])]) : before;
    const output = tf.add(rows, tf.mul(tf.sub(earlier, rows), mix));
    return { output: tf.reshape(output, x.shape), last: tf.keep(last) };
  },
};

/** The operations in plain tfjs operators, for any backend. */
export const composedOps: Ops = {
  kind: 'composed',
  ...rowwise,
  ...pairs(rowwise),

  embed: (table, ids, scale) => tf.mul(gather(table, ids), scale),

  gru(input, h, kernel, bias) {
    const { output, states } = unroll(input, [h], (x, [h]) => {
      const [az, ar, an] = tf.split(x, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const recurrent = tf.add(tf.matMul(h!, kernel), bias);
      const [bz, br, bn] = tf.split(recurrent, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const z = tf.sigmoid(tf.add(az, bz));
      const r = tf.sigmoid(tf.add(ar, br));
      const n = tf.tanh(tf.add(an, tf.mul(r, bn)));
      const next = tf.add(n, tf.mul(z, tf.sub(h!, n))) as tf.Tensor2D;
      return { output: next, states: [next] };
    });
    return { output, h: states[0]! };
  },

  lstm(input, h, c, kernel) {
    const { output, states } = unroll(input, [h, c], (x, [h, c]) => {
      const [i, f, g, o] = tf.split(tf.add(x, tf.matMul(h!, kernel)), 4, 1) as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const cell = tf.add(tf.mul(tf.sigmoid(f), c!), tf.mul(tf.sigmoid(i), tf.tanh(g))) as tf.Tensor2D;
      const next = tf.mul(tf.sigmoid(o), tf.tanh(cell)) as tf.Tensor2D;
      return { output: next, states: [next, cell] };
    });
    return { output, h: states[0]!, c: states[1]! };
  },

  elman(input, h, kernel, activation) {
    const act = { linear: (v: tf.Tensor2D) => v, tanh: tf.tanh, relu: tf.relu, binary: sign }[activation];
    const { output, states } = unroll(input, [h], (x, [h]) => {
      const next = act(tf.add(x, tf.matMul(h!, kernel)) as tf.Tensor2D) as tf.Tensor2D;
      return { output: next, states: [next] };
    });
    return { output, h: states[0]! };
  },

  scan(input, h, bound) {
    const { output, states } = unroll(input, [h], (x, [h]) => {
      const [af, ai, ao] = tf.split(x, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const f = tf.add(tf.mul(tf.sigmoid(af), 1 - bound), bound);
      const i = silu(ai);
      const next = tf.add(i, tf.mul(f, tf.sub(h!, i))) as tf.Tensor2D;
      return { output: tf.mul(next, tf.sigmoid(ao)) as tf.Tensor2D, states: [next] };
    });
    return { output, h: states[0]! };
  },

  gate(x) {
    const [u, g] = tf.split(x, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    return tf.mul(silu(g), u);
  },

  loss(y, table, bias, targets) {
    const logits = tf.add(tf.matMul(y, table, false, true), bias);
    const chosen = tf.mul(tf.oneHot(targets, table.shape[0]), tf.logSoftmax(logits));
    return tf.div(tf.neg(tf.sum(chosen)), y.shape[0]) as tf.Scalar;
  },

  squares,
  optimizer: (weights) => new SlotOptimizer({ squares, update }, weights),
};
