/**
 * Trains a sum of n-grams: `logits = norm(sum of the table's rows) . head.kernel + head.bias`, as fastText does
 * (arXiv:1607.01759), by Adam. Of a step only the rows that its texts hold are touched, which is why this is no tensor
 * program: a hundred thousand texts are read in seconds.
 */
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { NORM_EPSILON } from '../ops/ops.ts';
import { Random } from '../random/random.ts';
import { type Kind, lossGradient } from './losses.ts';

/** Texts as tokens, and what is right of each. */
export interface Examples {
  /** Distinct tokens of each text. */
  texts: readonly Int32Array[];
  /** `[texts * outputs]`: probabilities, or standardised numbers. */
  targets: Float32Array;
  /** How much a text counts, `[texts]`; 1 if not said. */
  weights?: Float32Array;
}

/** How a sum is trained. */
export interface SumTraining {
  kind: Kind;
  epochs: number;
  batch: number;
  /** At the start; it falls to zero in a straight line. */
  learningRate: number;
  /** Chance that a token is left out of a reading. */
  dropout: number;
  /** Share of its weight that a row loses in a step that touches it, times the rate. */
  weightDecay: number;
  seed: number;
}

const BETA1 = 0.9;
const BETA2 = 0.99;
const EPSILON = 1e-8;
/** Rows start about so long in each direction. */
const DEVIATION = 0.05;

/** One trained array, with its gradient and Adam's moments; `width` numbers are updated together. */
class Parameter {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly width: number;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #steps: Int32Array;
  readonly #touched: number[] = [];
  readonly #isTouched: Uint8Array;

  constructor(values: Float32Array, width: number) {
    this.values = values;
    this.width = width;
    this.gradient = new Float32Array(values.length);
    this.#first = new Float32Array(values.length);
    this.#second = new Float32Array(values.length);
    this.#steps = new Int32Array(values.length / width);
    this.#isTouched = new Uint8Array(values.length / width);
  }

  touch(row: number): void {
    if (this.#isTouched[row]) return;
    this.#isTouched[row] = 1;
    this.#touched.push(row);
  }

  /** Adam's step for the rows that were touched, and for no other. */
  step(rate: number, decay: number): void {
    const { width, values, gradient } = this;
    const [first, second] = [this.#first, this.#second];
    for (const row of this.#touched) {
      const t = ++this.#steps[row];
      const scale = (rate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
      for (let i = row * width; i < (row + 1) * width; i++) {
        const g = gradient[i];
        first[i] += (1 - BETA1) * (g - first[i]);
        second[i] += (1 - BETA2) * (g * g - second[i]);
        values[i] -= (scale * first[i]) / (Math.sqrt(second[i]) + EPSILON) + rate * decay * values[i];
        gradient[i] = 0;
      }
      this.#isTouched[row] = 0;
    }
    this.#touched.length = 0;
  }
}

/** A sum in training. */
export class SumTrainer {
  readonly #spec: NetworkSpec;
  readonly #training: SumTraining;
  readonly #table: Parameter;
  readonly #kernel: Parameter;
  readonly #bias: Parameter;
  readonly #random: Random;
  readonly #sum: Float32Array;
  readonly #pooled: Float32Array;
  readonly #change: Float32Array;
  readonly #logits: Float32Array;
  readonly #error: Float32Array;
  #kept = new Int32Array(256);

  /** `from`: weights of the same spec to begin with; a head of another shape is begun anew. */
  constructor(spec: NetworkSpec, training: SumTraining, from?: Weights) {
    const { vocabulary, embedding } = spec;
    const outputs = spec.head!.outputs;
    this.#spec = spec;
    this.#training = training;
    this.#random = new Random(training.seed);
    const table = from?.get('table')?.values.slice() ?? this.#normal(vocabulary * embedding, DEVIATION);
    // The token before every text: nothing has been said.
    table.fill(0, (vocabulary - 1) * embedding);
    this.#table = new Parameter(table, embedding);
    const kernel = from?.get('head.kernel');
    const known = kernel?.shape[1] === outputs;
    this.#kernel = new Parameter(
      known ? kernel.values.slice() : this.#normal(embedding * outputs, 1 / Math.sqrt(embedding)),
      embedding * outputs,
    );
    this.#bias = new Parameter(
      known ? from!.get('head.bias')!.values.slice() : new Float32Array(outputs),
      outputs,
    );
    this.#sum = new Float32Array(embedding);
    this.#pooled = new Float32Array(embedding);
    this.#change = new Float32Array(embedding);
    this.#logits = new Float32Array(outputs);
    this.#error = new Float32Array(outputs);
  }

  #normal(size: number, deviation: number): Float32Array {
    return Float32Array.from({ length: size }, () => deviation * this.#random.normal());
  }

  /** Reads all examples once in a random order, as reading `epoch` of `epochs`; returns the mean loss. */
  read(examples: Examples, epoch: number): number {
    const { batch, learningRate, epochs, weightDecay } = this.#training;
    const order = this.#shuffled(examples.texts.length);
    let loss = 0;
    for (let at = 0; at < order.length; at += batch) {
      const some = order.subarray(at, at + batch);
      for (const row of some) loss += this.#learn(examples, row, 1 / some.length);
      const done = (epoch + at / order.length) / epochs;
      const rate = learningRate * (1 - done);
      this.#table.step(rate, weightDecay);
      this.#kernel.touch(0);
      this.#kernel.step(rate, weightDecay);
      this.#bias.touch(0);
      this.#bias.step(rate, 0);
    }
    return loss / order.length;
  }

  #shuffled(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = Math.floor(this.#random.uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Adds one text's gradient. */
  #learn({ texts, targets, weights }: Examples, row: number, share: number): number {
    const outputs = this.#logits.length;
    const kept = this.#keep(texts[row]);
    const root = this.#forward(kept);
    const wanted = targets.subarray(row * outputs, (row + 1) * outputs);
    const loss = lossGradient(this.#training.kind, this.#logits, wanted, this.#error);
    const weight = (weights?.[row] ?? 1) * share;
    for (let j = 0; j < outputs; j++) this.#error[j] *= weight;
    this.#backward(kept, root);
    return loss;
  }

  #keep(text: Int32Array): Int32Array {
    const { dropout } = this.#training;
    if (dropout === 0) return text;
    if (this.#kept.length < text.length) this.#kept = new Int32Array(2 * text.length);
    let count = 0;
    for (const token of text) if (this.#random.uniform() >= dropout) this.#kept[count++] = token;
    return this.#kept.subarray(0, count);
  }

  /** Logits of some tokens; returns the root mean square of their sum. */
  #forward(tokens: Int32Array): number {
    const sum = this.#sum;
    const { values } = this.#table;
    const width = sum.length;
    sum.fill(0);
    for (const token of tokens) {
      const at = token * width;
      for (let i = 0; i < width; i++) sum[i] += values[at + i];
    }
    let squares = 0;
    for (let i = 0; i < width; i++) squares += sum[i] * sum[i];
    const root = Math.sqrt(squares / width + NORM_EPSILON);
    const outputs = this.#logits.length;
    this.#logits.set(this.#bias.values);
    for (let i = 0; i < width; i++) {
      const p = sum[i] / root;
      this.#pooled[i] = p;
      for (let j = 0, at = i * outputs; j < outputs; j++) this.#logits[j] += p * this.#kernel.values[at + j];
    }
    return root;
  }

  #backward(tokens: Int32Array, root: number): void {
    const [change, pooled, error] = [this.#change, this.#pooled, this.#error];
    const [width, outputs] = [pooled.length, error.length];
    const { values, gradient } = this.#kernel;
    let along = 0;
    for (let i = 0; i < width; i++) {
      let d = 0;
      for (let j = 0, at = i * outputs; j < outputs; j++) {
        d += values[at + j] * error[j];
        gradient[at + j] += pooled[i] * error[j];
      }
      change[i] = d;
      along += d * pooled[i];
    }
    for (let j = 0; j < outputs; j++) this.#bias.gradient[j] += error[j];
    // What only makes the sum longer changes nothing.
    for (let i = 0; i < width; i++) change[i] = (change[i] - (pooled[i] * along) / width) / root;
    const rows = this.#table.gradient;
    for (const token of tokens) {
      this.#table.touch(token);
      const at = token * width;
      for (let i = 0; i < width; i++) rows[at + i] += change[i];
    }
  }

  /** Logits of each text, `[texts * outputs]`, nothing left out. */
  logits(texts: readonly Int32Array[]): Float32Array {
    const outputs = this.#logits.length;
    const all = new Float32Array(texts.length * outputs);
    for (const [i, text] of texts.entries()) {
      this.#forward(text);
      all.set(this.#logits, i * outputs);
    }
    return all;
  }

  weights(): Weights {
    const { vocabulary, embedding } = this.#spec;
    const outputs = this.#logits.length;
    return new Map([
      ['table', { shape: [vocabulary, embedding], values: this.#table.values.slice() }],
      ['head.mean.gain', { shape: [embedding], values: new Float32Array(embedding).fill(1) }],
      ['head.kernel', { shape: [embedding, outputs], values: this.#kernel.values.slice() }],
      ['head.bias', { shape: [outputs], values: this.#bias.values.slice() }],
    ]);
  }
}
