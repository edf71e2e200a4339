/** The gradient that reaches each layer of a stack, for stacks of several depths, all else equal. */
import * as tf from '@tensorflow/tfjs';
import { forward, zeroStates } from '../network/forward.ts';
import { loss } from '../network/head.ts';
import type { NetworkSpec } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { Lanes } from '../train/lanes.ts';
import { Trainer } from '../train/trainer.ts';

export interface StackGradients {
  depth: number;
  /** `[depth]`: norm of the gradient of each layer's weights together, mean over windows, before clipping. */
  norms: number[];
}

const WINDOWS = 4;

/** A stack of `depth` layers, each the recipe's first cell, after `steps` steps of the recipe's training. */
export async function stackGradients(
  ops: Ops,
  { network, training, seed }: Recipe,
  text: { tokens: Uint16Array; vocabulary: number; startToken: number },
  depth: number,
  steps: number,
): Promise<StackGradients> {
  const spec: NetworkSpec = {
    ...network,
    vocabulary: text.vocabulary,
    cells: new Array(depth).fill(network.cells[0]),
  };
  const trainer = new Trainer(ops, spec, training, seed, text.startToken);
  const lanes = new Lanes(text.tokens, training.batch, training.window);
  for (let i = 0; i < steps; i++) await trainer.train(lanes);
  const norms = new Array<number>(depth).fill(0);
  for (let i = 0; i < WINDOWS; i++) {
    const gradients = windowGradients(trainer, lanes.next(), training.batch);
    for (let layer = 0; layer < depth; layer++) {
      const own = [...gradients].filter(([name]) => name.startsWith(`layer${layer}.`));
      norms[layer] += Math.sqrt(await ops.squares(own.map(([, gradient]) => gradient))) / WINDOWS;
    }
    tf.dispose([...gradients.values()]);
  }
  trainer.dispose();
  return { depth, norms };
}

/** Gradients by weight, from the zero state. The caller disposes of them. */
function windowGradients(
  { ops, spec, slots }: Trainer,
  { ids, targets }: ReturnType<Lanes['next']>,
  batch: number,
): Map<string, tf.Tensor> {
  const weights = new Map([...slots].map(([name, slot]) => [name, slot.weight]));
  const states = zeroStates(spec, batch);
  const inputs = [tf.tensor1d(ids, 'int32'), tf.tensor1d(targets, 'int32')] as const;
  const { value, grads } = tf.variableGrads(() => {
    const run = forward(ops, spec, weights, inputs[0], batch, states);
    tf.dispose(run.states);
    return loss(ops, weights, run.y, inputs[1], true);
  }, [...weights.values()]);
  tf.dispose([value, states, ...inputs]);
  return new Map([...weights].map(([name, weight]) => [name, grads[weight.name]]));
}
