/**
 * AdamW on all weights at once. They lie one after the other in one buffer, and so do their gradients, both moments and
 * the averages; weights are views of it, and their gradients are written where they belong (`Gpu.gradientOf`).
 *
 *     norm = sqrt(sum(g^2))      g' = g min(1, clip / norm)
 *     m = beta1 m + (1 - beta1) g'      v = beta2 v + (1 - beta2) g'^2
 *     w = w (1 - rate decay) - rate / (1 - beta1^count) m / (sqrt(v / (1 - beta2^count)) + epsilon)
 *     average = average + averaging (w - average)
 *
 * Three programs a step: squares by chunk; their sum, and what the step has found; the update, which reads the norm where
 * it is. What steps have found is fetched for many of them together, while later ones are being computed: the GPU is never
 * waited for. Nothing is updated where loss or norm is not finite, so an explosion can be told of later.
 */
import * as tf from '@tensorflow/tfjs';
import {
  ADAM_EPSILON,
  type Finding,
  type Numbers,
  type Optimizer,
  type Slot,
  type UpdateStep,
} from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { elementwise, groupwise, STRETCH } from './program.ts';

/** Weights begin at multiples of this, so that a chunk is of one of them. */
const CHUNK = 1024;
const LANES = 256;
/** Steps whose findings are fetched together. */
const TOGETHER = 16;

/** Whether a number is finite, by its bits: a compiler may assume that all are. */
const FINITE = `fn finite(v : f32) -> bool { return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u; }`;

const SQUARES = `let v = gradients[row * LANES + lane];
  let sum = total(dot(v, v), lane);
  if (lane == 0u) { squares[row] = sum; }`;

/** found: loss, norm, the first chunk that is not finite (or the number of chunks). */
const FOUND = `var sum = 0.0;
  var first = f32(CHUNKS);
  for (var i = lane; i < CHUNKS; i += LANES) {
    sum += squares[i];
    if (!finite(squares[i])) { first = min(first, f32(i)); }
  }
  let all = total(sum, lane);
  let culprit = -peak(-first, lane);
  if (lane == 0u) {
    found[0] = loss[0];
    found[1] = sqrt(all);
    found[2] = culprit;
  }`;

/** plan: clip, 1 - rate decay, rate, beta1, 1 - beta1, beta2, 1 - beta2, correction, averaging. */
const UPDATE = `let norm = found[1];
  if (!finite(found[0]) || !finite(norm)) { return; }
  let g = gradients[index] * select(1.0, plan[0] / norm, norm > plan[0]);
  let m = means[index] * plan[3] + g * plan[4];
  let v = squares[index] * plan[5] + g * g * plan[6];
  let kept = select(1.0, plan[1], decays[index / ${CHUNK / 4}u] == 1);
  let w = weights[index] * kept - plan[2] * m / (sqrt(v) * plan[7] + EPSILON);
  means[index] = m;
  squares[index] = v;
  weights[index] = w;
  averages[index] += (w - averages[index]) * plan[8];`;

/** Where a weight lies. */
interface Place {
  from: number;
  shape: number[];
}

/** All weights of a network, flat on the GPU. */
export class FlatOptimizer implements Optimizer {
  readonly slots = new Map<string, Slot>();
  readonly #gpu: Gpu;
  readonly #places = new Map<string, Place>();
  readonly #chunks: number;
  readonly #flat: Record<'weights' | 'gradients' | 'means' | 'squares' | 'averages', tf.Tensor1D>;
  /** Of each chunk, 1 where weights decay. */
  readonly #decays: tf.Tensor1D;
  /** What steps have found: a stretch each. */
  #found: tf.Tensor;
  /** Counts of the steps in `#found`. */
  #counts: number[] = [];
  #arriving: Promise<Finding[]> = Promise.resolve([]);

  constructor(gpu: Gpu, weights: ReadonlyMap<string, Numbers>) {
    this.#gpu = gpu;
    let end = 0;
    for (const [name, { shape, values }] of weights) {
      this.#places.set(name, { from: end, shape });
      end += Math.ceil(values.length / CHUNK) * CHUNK;
    }
    this.#chunks = end / CHUNK;
    const begun = new Float32Array(end);
    const decays = new Int32Array(this.#chunks);
    for (const [name, { shape, values }] of weights) {
      const { from } = this.#places.get(name)!;
      begun.set(values, from);
      if (shape.length > 1) decays.fill(1, from / CHUNK, from / CHUNK + Math.ceil(values.length / CHUNK));
    }
    const zeros = () => tf.tensor1d(new Float32Array(end));
    const started = () => tf.tensor1d(begun.slice());
    this.#flat = {
      ...{ weights: started(), averages: started() },
      ...{ gradients: zeros(), means: zeros(), squares: zeros() },
    };
    this.#decays = tf.tensor1d(decays, 'int32');
    this.#found = gpu.empty([TOGETHER * STRETCH]);
    for (const [name, { from, shape }] of this.#places) {
      const part = (of: tf.Tensor) => {
        const view = gpu.view(of, from, shape);
        const variable = tf.variable(view);
        view.dispose();
        return variable;
      };
      const { weights, means, squares, averages } = this.#flat;
      const weight = part(weights);
      gpu.home(weight, this.#flat.gradients, from);
      this.slots.set(name, { weight, mean: part(means), square: part(squares), average: part(averages) });
    }
  }

  assign(variable: tf.Variable, values: Float32Array): void {
    const given = tf.tensor1d(values);
    this.#copy(given, variable);
    given.dispose();
  }

  #copy(given: tf.Tensor, to: tf.Tensor): void {
    this.#gpu.run(
      elementwise(given.size, {
        name: 'copy',
        reads: { given },
        writes: { to },
        body: 'to[index] = given[index];',
      }),
    );
  }

  async update(gradients: tf.Tensor[], loss: tf.Scalar, step: UpdateStep): Promise<Finding[]> {
    const places = [...this.#places.values()];
    gradients.forEach((gradient, i) => {
      const { from, shape } = places[i]!;
      if (this.#gpu.isView(gradient, this.#flat.gradients)) return;
      const place = this.#gpu.view(this.#flat.gradients, from, shape);
      this.#copy(gradient, place);
      place.dispose();
    });
    this.#compute(loss, step);
    this.#counts.push(step.count);
    if (this.#counts.length < TOGETHER) return [];
    const arrived = await this.#arriving;
    this.#arriving = this.#fetch();
    return arrived;
  }

  #compute(loss: tf.Scalar, step: UpdateStep): void {
    const { weights, averages, gradients, means, squares } = this.#flat;
    const sums = this.#gpu.empty([this.#chunks]);
    const found = { of: this.#found, from: this.#counts.length * STRETCH, count: 3 };
    const measured = {
      name: 'squares',
      reads: { gradients },
      writes: { squares: sums },
      fours: ['gradients'],
    };
    this.#gpu.run(groupwise(this.#chunks, LANES, { ...measured, body: SQUARES }));
    const sizes = { CHUNKS: this.#chunks };
    const summed = { name: 'found', sizes, reads: { squares: sums, loss }, writes: { found } };
    this.#gpu.run(groupwise(1, LANES, { ...summed, functions: FINITE, body: FOUND }));
    const plan = tf.tensor1d(planOf(step));
    const fours = ['gradients', 'weights', 'means', 'squares', 'averages'];
    const moved = {
      name: 'adamw',
      floats: { EPSILON: ADAM_EPSILON },
      fours,
      functions: FINITE,
      body: UPDATE,
    };
    const reads = { gradients, found, decays: this.#decays, plan };
    const writes = { weights, means, squares, averages };
    this.#gpu.run(elementwise((this.#chunks * CHUNK) / 4, { ...moved, reads, writes }));
    tf.dispose([sums, plan]);
  }

  /** What the steps in `#found` have found; steps after go into another. */
  async #fetch(): Promise<Finding[]> {
    const [found, counts] = [this.#found, this.#counts];
    this.#found = this.#gpu.empty([TOGETHER * STRETCH]);
    this.#counts = [];
    const numbers = await found.data();
    found.dispose();
    return counts.map((count, i) => {
      const [loss, norm, chunk] = numbers.slice(i * STRETCH, i * STRETCH + 3) as Float32Array;
      return {
        count,
        loss: loss!,
        norm: norm!,
        ...(!Number.isFinite(norm) && { culprit: this.#nameAt(chunk!) }),
      };
    });
  }

  /** The weight that a chunk is of. */
  #nameAt(chunk: number): string | undefined {
    if (chunk >= this.#chunks) return undefined;
    return [...this.#places].findLast(([, { from }]) => from <= chunk * CHUNK)?.[0];
  }

  async settle(): Promise<Finding[]> {
    const arrived = await this.#arriving;
    this.#arriving = Promise.resolve([]);
    return this.#counts.length === 0 ? arrived : [...arrived, ...(await this.#fetch())];
  }

  forget(): void {
    this.#counts = [];
    this.#arriving = Promise.resolve([]);
  }

  dispose(): void {
    for (const { weight, mean, square, average } of this.slots.values())
      tf.dispose([weight, mean, square, average]);
    tf.dispose([...Object.values(this.#flat), this.#decays, this.#found]);
  }
}

/** The numbers of a step, as the program wants them. */
function planOf({ clip, learningRate, weightDecay, beta1, beta2, count, averaging }: UpdateStep): number[] {
  const rate = learningRate / (1 - beta1 ** count);
  const correction = 1 / Math.sqrt(1 - beta2 ** count);
  const kept = 1 - learningRate * weightDecay;
  return [clip, kept, rate, beta1, 1 - beta1, beta2, 1 - beta2, correction, averaging];
}
