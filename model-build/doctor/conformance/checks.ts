/**
 * What a backend must compute to be trusted with training: every operation, every kind of network and the optimizer,
 * forward and backward, in numbers that another backend computes too.
 */
import * as tf from '@tensorflow/tfjs';
import { forward, zeroStates } from '../../network/forward.ts';
import { loss } from '../../network/head.ts';
import { initialWeights } from '../../network/initial.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { LANES } from '../../ops/fused/index.ts';
import type { Finding, Ops } from '../../ops/ops.ts';
import { Random } from '../../random/random.ts';
import { NETWORKS } from './networks.ts';
import { cases, type OperationCase, randomTensor, SIZES } from './operations.ts';

/** Numbers by what they are. */
export type Figures = Map<string, Float32Array>;

export interface Check {
  name: string;
  compute(ops: Ops): Promise<Figures>;
}

/** Reads tensors, asynchronously as WebGPU wants it, and lets them go. */
async function fetchAll(tensors: Record<string, tf.Tensor>): Promise<Figures> {
  const figures: Figures = new Map();
  for (const [name, tensor] of Object.entries(tensors)) figures.set(name, await tensor.data<'float32'>());
  tf.dispose(tensors);
  return figures;
}

/** An operation's output, and the gradient of a weighted sum of it in every input. */
function operation(c: OperationCase): Check['compute'] {
  return (ops) =>
    fetchAll(
      tf.tidy(() => {
        const random = new Random(5);
        const inputs = c.shapes.map((shape) => randomTensor(shape, random));
        const weigh = (y: tf.Tensor) => tf.sum(tf.mul(y, randomTensor(y.shape, new Random(6)))) as tf.Scalar;
        const { grads } = tf.valueAndGrads((...x: tf.Tensor[]) => weigh(c.run(ops, x)))(inputs);
        const gradients = grads.map((gradient, i) => [`gradient of input ${i}`, gradient] as const);
        return { output: c.run(ops, inputs), ...Object.fromEntries(gradients) };
      }),
    );
}

const BATCH = 2;
const TIME = 5;

/** Widths as the fused kernels want them; the composed operators get the same. */
const widened = (spec: NetworkSpec): NetworkSpec => ({
  ...spec,
  embedding: 3 * LANES,
  hidden: 4 * LANES,
  ...(spec.feedForward && { feedForward: 5 * LANES }),
});

/** Two windows of a text, states carried: the second one's loss, its gradient in every weight, and the last states. */
function network(odd: NetworkSpec): Check['compute'] {
  const spec = widened(odd);
  return async (ops) => {
    // A variable does not let go of the tensor it starts from: the tidy does.
    const variable = (shape: number[], values: Float32Array) =>
      tf.tidy(() => tf.variable(tf.tensor(values, shape)));
    const weights = new Map(
      [...initialWeights(spec, 3)].map(([name, { shape, values }]) => [name, variable(shape, values)]),
    );
    const random = new Random(8);
    const window = () =>
      tf.tensor1d(
        Int32Array.from({ length: TIME * BATCH }, () => random.next() % spec.vocabulary),
        'int32',
      );
    const [first, ids, targets] = [window(), window(), window()];
    const before = zeroStates(spec, BATCH);
    const carried = tf.tidy(() => forward(ops, spec, weights, first, BATCH, before).states);
    let after: tf.Tensor2D[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const run = forward(ops, spec, weights, ids, BATCH, carried);
      after = run.states.flat();
      return loss(ops, weights, run.y, targets, true);
    }, [...weights.values()]);
    const figures = await fetchAll({
      loss: value,
      ...Object.fromEntries(after.map((state, i) => [`state ${i}`, state])),
      ...Object.fromEntries([...weights].map(([name, { name: id }]) => [`gradient of ${name}`, grads[id]])),
    });
    tf.dispose([...weights.values(), before, carried, first, ids, targets]);
    return figures;
  };
}

const OPTIMIZER_STEP = {
  learningRate: 0.01,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.98,
  averaging: 0.2,
};
/** A gradient of some tens of normal numbers is longer than the first, and shorter than the last. */
const CLIPS = [4, 5, 100];
const OPTIMIZED = { matrix: [5, 7], vector: [3] };

/** Three AdamW steps on a matrix of odd size and a vector, clipped and not; the sum of squares that others ask for. */
async function optimizer(ops: Ops): Promise<Figures> {
  const random = new Random(4);
  const numbers = (shape: number[]) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
  const made = Object.entries(OPTIMIZED).map(
    ([name, shape]) => [name, { shape, values: numbers(shape) }] as const,
  );
  const optimizer = ops.optimizer(new Map(made));
  const findings: Finding[] = [];
  let squares = 0;
  for (const [i, clip] of CLIPS.entries()) {
    const gradients = Object.values(OPTIMIZED).map((shape) => randomTensor(shape, random, 1));
    const loss = tf.scalar(i + 0.5);
    squares = await ops.squares(gradients);
    findings.push(...(await optimizer.update(gradients, loss, { ...OPTIMIZER_STEP, clip, count: i + 1 })));
    tf.dispose([gradients, loss]);
  }
  findings.push(...(await optimizer.settle()));
  const figures: Figures = new Map([
    ['squares', Float32Array.of(squares)],
    ['losses', Float32Array.from(findings, ({ loss }) => loss)],
    ['norms', Float32Array.from(findings, ({ norm }) => norm)],
  ]);
  for (const [name, slot] of optimizer.slots)
    for (const [part, variable] of Object.entries(slot) as [string, tf.Variable][])
      figures.set(`${part} of ${name}`, await variable.data<'float32'>());
  optimizer.dispose();
  return figures;
}

export const CHECKS: readonly Check[] = [
  ...SIZES.flatMap((sizes) =>
    cases(sizes).map((c) => ({
      name: `${c.name}, time ${sizes.time}, batch ${sizes.batch}, hidden ${sizes.hidden}`,
      compute: operation(c),
    })),
  ),
  ...Object.entries(NETWORKS).map(([name, spec]) => ({ name: `network: ${name}`, compute: network(spec) })),
  { name: 'optimizer', compute: optimizer },
];
