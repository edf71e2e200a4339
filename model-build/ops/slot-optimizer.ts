/** An optimizer that goes from weight to weight, on a backend whose numbers are at hand at once. */
import * as tf from '@tensorflow/tfjs';
import type { Finding, Numbers, Optimizer, Slot, UpdateStep } from './ops.ts';

/** The arithmetic of it. */
export interface SlotArithmetic {
  /** Sum of squares of all tensors. */
  squares(tensors: tf.Tensor[]): Promise<number>;
  /** One AdamW step on one weight, in place; `factor` on the gradient is what clipping has come to. */
  update(slot: Slot, gradient: tf.Tensor, step: UpdateStep, factor: number): void;
}

/** AdamW, a weight at a time. */
export class SlotOptimizer implements Optimizer {
  readonly slots = new Map<string, Slot>();
  readonly #arithmetic: SlotArithmetic;

  constructor(arithmetic: SlotArithmetic, weights: ReadonlyMap<string, Numbers>) {
    this.#arithmetic = arithmetic;
    // A variable takes over the numbers of a tensor, not the tensor.
    tf.tidy(() => {
      for (const [name, { shape, values }] of weights) {
        const begun = () => tf.variable(tf.tensor(values, shape));
        const zeros = () => tf.variable(tf.zeros(shape));
        this.slots.set(name, { weight: begun(), mean: zeros(), square: zeros(), average: begun() });
      }
    });
  }

  assign(variable: tf.Variable, values: Float32Array): void {
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
  }

  async update(gradients: tf.Tensor[], loss: tf.Scalar, step: UpdateStep): Promise<Finding[]> {
    const nats = (await loss.data())[0]!;
    const norm = Math.sqrt(await this.#arithmetic.squares(gradients));
    const finding = { count: step.count, loss: nats, norm };
    if (!Number.isFinite(norm)) return [{ ...finding, culprit: await this.#culprit(gradients) }];
    if (!Number.isFinite(nats)) return [finding];
    const factor = Math.min(1, step.clip / norm);
    [...this.slots.values()].forEach((slot, i) => {
      const gradient = gradients[i]!;
      const weightDecay = gradient.rank > 1 ? step.weightDecay : 0;
      this.#arithmetic.update(slot, gradient, { ...step, weightDecay }, factor);
    });
    return [finding];
  }

  async #culprit(gradients: tf.Tensor[]): Promise<string | undefined> {
    const names = [...this.slots.keys()];
    for (let i = 0; i < names.length; i++)
      if (!Number.isFinite(await this.#arithmetic.squares([gradients[i]!]))) return names[i];
    return undefined;
  }

  /** Nothing: `update` has told it all. */
  async settle(): Promise<Finding[]> {
    return [];
  }

  forget(): void {}

  dispose(): void {
    for (const { weight, mean, square, average } of this.slots.values())
      tf.dispose([weight, mean, square, average]);
  }
}
