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
import type { Ops } from '../../ops/ops.ts';
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
  clip: 0.7,
  learningRate: 0.01,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.98,
  averaging: 0.2,
};

/** Three AdamW steps on a matrix of odd size; the sum of squares that clipping measures. */
async function optimizer(ops: Ops): Promise<Figures> {
  const random = new Random(4);
  const made = (scale: number) => tf.tidy(() => tf.variable(randomTensor([5, 7], random, scale)));
  const slot = { weight: made(1), mean: made(0), square: made(0), average: made(1) };
  const gradients = [1, 2, 3].map(() => randomTensor([5, 7], random, 1));
  gradients.forEach((gradient, i) => {
    ops.update(slot, gradient, { ...OPTIMIZER_STEP, count: i + 1 });
  });
  const squares = Float32Array.of(await ops.squares(gradients));
  tf.dispose(gradients);
  return (await fetchAll(slot)).set('squares', squares);
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
