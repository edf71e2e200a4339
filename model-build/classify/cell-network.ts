/**
 * Trains a network that reads bytes or pieces in order, whatever its cells: texts of like length side by side, what stands behind the
 * end of a text left out of the pooling, by Adam on tfjs.
 */
import * as tf from '@tensorflow/tfjs';
import { openBackend } from '../backend/index.ts';
import type { States } from '../network/forward.ts';
import { initialWeights } from '../network/initial.ts';
import type { Variables } from '../network/run-cell.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import { Random } from '../random/random.ts';
import { dropout } from '../train/dropout.ts';
import type { Dataset } from './dataset.ts';
import type { TrainedNetwork } from './evaluate.ts';
import type { Kind } from './losses.ts';
import { pooledLogits } from './pooled.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { startOf } from './start.ts';
import { encodeAll, type Progress, specOf } from './sum-network.ts';
import { scaleOf, targetsOf, weightsOf } from './targets.ts';
import type { Earlier } from './train.ts';

/** Bytes of a text that are learned from: most say what they are by then. */
const MOST_BYTES = 300;
/** Batches that are sorted by length together. */
const SORTED_BATCHES = 32;
/** Texts whose logits are computed at once, and their tokens with what fills them up, at most: WebAssembly holds 4 GB. */
const ASKED = 64;
const ASKED_TOKENS = 8192;
/** Share of the run in which the rate rises. */
const WARM_UP = 0.05;
const HUBER = 1;

/** A batch: ids `[time * batch]`, time-major, and the length of each text. */
export interface Batch {
  ids: Int32Array;
  lengths: number[];
}

/** Texts side by side, each behind the start token. */
export function batchOf(
  texts: readonly Int32Array[],
  startToken: number,
  most = Number.POSITIVE_INFINITY,
): Batch {
  const lengths = texts.map(({ length }) => Math.min(length, most) + 1);
  const time = Math.max(...lengths);
  const ids = new Int32Array(time * texts.length).fill(startToken);
  for (const [lane, text] of texts.entries())
    for (let t = 1; t < lengths[lane]; t++) ids[t * texts.length + lane] = text[t - 1];
  return { ids, lengths };
}

/** Trains by the recipe. Throws a RangeError for tables that come before: those are for sums. */
export async function trainNetwork(
  recipe: ClassifierRecipe,
  dataset: Dataset,
  earlier: readonly Earlier[],
  progress: Progress = () => {},
): Promise<TrainedNetwork> {
  if (earlier.length > 0) throw new RangeError('earlier: wanted none but for a sum of n-grams');
  const { ops } = await openBackend('wasm');
  const { tokenizer, weights: start } = await startOf(recipe);
  const { question, train } = dataset;
  const { startToken } = tokenizer;
  const outputs = question.names.length;
  const spec = specOf(recipe, tokenizer.size, outputs);
  const network = new CellNetwork(ops, spec, question.kind, recipe, start);
  const texts = encodeAll(tokenizer, train);
  const smoothing = question.kind === 'classes' ? recipe.training.smoothing : 0;
  const targets = targetsOf(train, outputs, smoothing, scaleOf(question, train));
  const weights = question.kind === 'classes' ? weightsOf(train, outputs, recipe.training) : undefined;
  const { epochs, batch } = recipe.training;
  const random = new Random(recipe.seed);
  const perEpoch = Math.ceil(texts.length / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    for (const [i, rows] of batchesOf(texts, batch, random).entries()) {
      const window = batchOf(
        rows.map((row) => texts[row]),
        startToken,
        MOST_BYTES,
      );
      const wanted = rows.map((row) => targets.subarray(row * outputs, (row + 1) * outputs));
      const counts = rows.map((row) => weights?.[row] ?? 1);
      loss += network.learn(window, wanted, counts, (epoch * perEpoch + i) / (epochs * perEpoch));
    }
    progress(epoch + 1, epochs, loss / perEpoch);
  }
  const trained = network.weights();
  const float = (some: readonly Int32Array[]) => network.logits(some, startToken);
  return { spec, weights: trained, startToken, encode: (rows) => encodeAll(tokenizer, rows), float };
}

/** Rows in a random order, those of like length together. */
function batchesOf(texts: readonly Int32Array[], batch: number, random: Random): number[][] {
  const order = texts.map((_, row) => row);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += SORTED_BATCHES * batch) {
    const some = order
      .slice(at, at + SORTED_BATCHES * batch)
      .sort((a, b) => texts[a].length - texts[b].length);
    for (let i = 0; i < some.length; i += batch) batches.push(some.slice(i, i + batch));
  }
  return batches;
}

/** Rows by length, as many together as may be; a text that is longer than that is alone. */
export function askedTogether(texts: readonly Int32Array[]): number[][] {
  const order = texts.map((_, row) => row).sort((a, b) => texts[a].length - texts[b].length);
  const groups: number[][] = [];
  for (const row of order) {
    const last = groups.at(-1);
    const fits = last && last.length < ASKED && (last.length + 1) * (texts[row].length + 1) <= ASKED_TOKENS;
    if (fits) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

class CellNetwork {
  readonly #ops: Ops;
  readonly #spec: NetworkSpec;
  readonly #kind: Kind;
  readonly #recipe: ClassifierRecipe;
  readonly #variables: Variables;
  readonly #optimizer: tf.AdamOptimizer;
  readonly #random: Random;

  /** `start`: weights to begin with, by name; those of a language model's own head are left. */
  constructor(ops: Ops, spec: NetworkSpec, kind: Kind, recipe: ClassifierRecipe, start: Weights) {
    this.#ops = ops;
    this.#spec = spec;
    this.#kind = kind;
    this.#recipe = recipe;
    this.#random = new Random(recipe.seed + 1);
    this.#optimizer = tf.train.adam(recipe.training.learningRate, 0.9, 0.99);
    this.#variables = new Map(
      [...initialWeights(spec, recipe.seed)].map(([name, { shape, values }]) => [
        name,
        tf.tidy(() => tf.variable(tf.tensor(start.get(name)?.values ?? values, shape))),
      ]),
    );
  }

  /** One step, `done` of the run before it; returns the mean loss. */
  learn(batch: Batch, targets: readonly Float32Array[], counts: readonly number[], done: number): number {
    const { learningRate } = this.#recipe.training;
    const rate = learningRate * Math.min(1, done / WARM_UP) * (1 - done);
    (this.#optimizer as unknown as { learningRate: number }).learningRate = Math.max(rate, 1e-6);
    const drop = dropout(this.#recipe.training.dropout, this.#random);
    let after: States = [];
    const mean = tf.tidy(() => {
      const loss = this.#optimizer.minimize(
        () => {
          const { logits, states } = pooledLogits(this.#ops, this.#spec, this.#variables, batch, drop);
          after = states;
          const wanted = tf.tensor2d(
            targets.flatMap((row) => [...row]),
            [targets.length, logits.shape[1]],
          );
          return tf.mean(tf.mul(lossOf(this.#kind, logits, wanted), tf.tensor1d([...counts]))) as tf.Scalar;
        },
        true,
        [...this.#variables.values()],
      );
      return loss!.dataSync()[0];
    });
    tf.dispose(after);
    return mean;
  }

  /** Of each text, whole however long it is: those of like length are read together, so that little is read for nothing. */
  logits(texts: readonly Int32Array[], startToken: number): Float32Array[] {
    const all: Float32Array[] = new Array(texts.length);
    const outputs = this.#spec.head!.outputs;
    for (const some of askedTogether(texts)) {
      const batch = batchOf(
        some.map((row) => texts[row]),
        startToken,
      );
      const rows = tf.tidy(() => {
        const { logits, states } = pooledLogits(this.#ops, this.#spec, this.#variables, batch);
        tf.dispose(states);
        return logits.dataSync() as Float32Array;
      });
      for (const [i, row] of some.entries()) all[row] = rows.slice(i * outputs, (i + 1) * outputs);
    }
    return all;
  }

  weights(): Weights {
    return new Map(
      [...this.#variables].map(([name, variable]) => [
        name,
        { shape: variable.shape, values: variable.dataSync() as Float32Array },
      ]),
    );
  }
}

/** Of each row, `[batch]`. */
function lossOf(kind: Kind, z: tf.Tensor2D, wanted: tf.Tensor2D): tf.Tensor1D {
  if (kind === 'classes') return tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(z)), 1));
  if (kind === 'labels') return tf.sum(tf.sub(tf.softplus(z), tf.mul(z, wanted)), 1);
  const error = tf.sub(z, wanted);
  const near = tf.clipByValue(error, -HUBER, HUBER);
  return tf.sum(tf.mul(near, tf.sub(error, tf.div(near, 2))), 1);
}
