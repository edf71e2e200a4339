/**
 * The operations that networks are made of. Three makers: `composed` (tfjs operators, any backend, the oracle),
 * `fused` (our kernels on the wasm heap) and `webgpu` (our programs on a GPU). Sequences are time-major, `[time, batch, ...]`;
 * N stands for time * batch. All are differentiable in their tensors, except in states: backpropagation is truncated.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Variable } from '@tensorflow/tfjs';

/** Added to the mean square in a norm; the exported graph has the same. */
export const NORM_EPSILON = 1e-5;

/**
 * `binary` is the sign, whose gradient passes straight through (Bengio et al., arXiv:1308.3432) where the sum is within
 * -1 and 1 (Hubara et al., arXiv:1602.02830): passed everywhere, it explodes over time.
 */
export type ElmanActivation = 'linear' | 'tanh' | 'relu' | 'binary';

/** What a network is computed with. */
export interface Ops {
  readonly kind: 'composed' | 'fused' | 'webgpu';
  /** scale * table[ids]: `[N, embedding]` from `[vocabulary, embedding]` and int32 `[N]`. */
  embed(table: Tensor2D, ids: Tensor1D, scale: number): Tensor2D;
  /** x kernel + bias: `[N, outputs]`. */
  dense(x: Tensor2D, kernel: Tensor2D, bias?: Tensor1D): Tensor2D;
  /** x + rows kernel: x `[N, width]`, rows `[N, inputs]`, kernel `[inputs, width]`. */
  residual(x: Tensor2D, rows: Tensor2D, kernel: Tensor2D): Tensor2D;
  /** Reset-after GRU. input `[T, B, 3H]` = x W + b, may be overwritten; h `[B, H]`; kernel `[H, 3H]`. */
  gru(input: Tensor3D, h: Tensor2D, kernel: Tensor2D, bias: Tensor1D): { output: Tensor3D; h: Tensor2D };
  /** LSTM. input `[T, B, 4H]`, may be overwritten. */
  lstm(
    input: Tensor3D,
    h: Tensor2D,
    c: Tensor2D,
    kernel: Tensor2D,
  ): { output: Tensor3D; h: Tensor2D; c: Tensor2D };
  /** Elman cell. input `[T, B, H]`, may be overwritten. */
  elman(
    input: Tensor3D,
    h: Tensor2D,
    kernel: Tensor2D,
    activation: ElmanActivation,
  ): { output: Tensor3D; h: Tensor2D };
  /** Gated linear recurrence. input `[T, B, 3H]` holds forget, input and output gates; `bound` is the least forget value. */
  scan(input: Tensor3D, h: Tensor2D, bound: number): { output: Tensor3D; h: Tensor2D };
  /** RMS norm with gain, `[N, width]`. */
  norm(x: Tensor2D, gain: Tensor1D): Tensor2D;
  /** x + mix (x one step before - x), `[T, B, width]`; `before` `[B, width]` is the step before the first. */
  shift(x: Tensor3D, before: Tensor2D, mix: Tensor1D): { output: Tensor3D; last: Tensor2D };
  /** The norm of x `[T, B, width]`, then its shift: `before` and `last` are normalised. */
  normShift(
    x: Tensor3D,
    gain: Tensor1D,
    before: Tensor2D,
    mix: Tensor1D,
  ): { output: Tensor3D; last: Tensor2D };
  /** silu(g) u from `[N, 2 width]`, which holds u, then g. */
  gate(x: Tensor2D): Tensor2D;
  /** Mean over N of -ln softmax(y table^T + bias)[target]. y `[N, embedding]`, targets int32 `[N]`. */
  loss(y: Tensor2D, table: Tensor2D, bias: Tensor1D, targets: Tensor1D, gradients: boolean): Scalar;
  /** Sum of squares of all tensors. */
  squares(tensors: Tensor[]): Promise<number>;
  /** Takes weights over, to train them from their numbers. */
  optimizer(weights: ReadonlyMap<string, Numbers>): Optimizer;
}

/** Numbers and their shape, row-major. */
export interface Numbers {
  shape: number[];
  values: Float32Array;
}

/** A weight and what the optimizer remembers of it, all of one shape. */
export interface Slot {
  weight: Variable;
  mean: Variable;
  square: Variable;
  average: Variable;
}

/** What AdamW needs to know of a step. */
export interface UpdateStep {
  /** Largest norm of all gradients together: longer ones are shortened to it. */
  clip: number;
  learningRate: number;
  /** On matrices only. */
  weightDecay: number;
  beta1: number;
  beta2: number;
  /** Count of steps, from 1, for bias correction. */
  count: number;
  /** Share of the new weight in the running average. */
  averaging: number;
}

/** What a step has found. */
export interface Finding {
  /** The step's count. */
  count: number;
  loss: number;
  /** Norm of all gradients together, before clipping. */
  norm: number;
  /** The first weight whose gradient is not finite. */
  culprit?: string;
}

/** All weights of a network, and AdamW (Loshchilov and Hutter, arXiv:1711.05101) with what it remembers of them. */
export interface Optimizer {
  /** By name, in the order in which gradients are given. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** Puts numbers in place of those of a weight, or of what is remembered of one. */
  assign(variable: Variable, values: Float32Array): void;
  /**
   * One step on all weights, in place; none where the loss or the norm is not finite. The caller disposes of loss and
   * gradients. Resolves with what is known by then of this step and earlier ones, in their order: a GPU is not waited for.
   */
  update(gradients: Tensor[], loss: Scalar, step: UpdateStep): Promise<Finding[]>;
  /** What is not told yet. */
  settle(): Promise<Finding[]>;
  /** Tells nothing more of the steps so far. */
  forget(): void;
  dispose(): void;
}

/** Added to the root of the second moment. */
export const ADAM_EPSILON = 1e-8;
