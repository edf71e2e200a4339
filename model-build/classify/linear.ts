/**
 * The baseline that everything is held against: a linear model of n-grams, each text's features of length 1, by Adam.
 * Of as many buckets as fit into the bytes that a model may have, at one byte a weight.
 */
import { Random } from '../random/random.ts';
import { type Kind, lossGradient } from './losses.ts';
import type { Examples } from './sum-trainer.ts';

const EPOCHS = 10;
const BATCH = 16;
const RATE = 0.05;
const BETA = 0.99;

/** Logits of `others` after learning `examples`; tokens are below `buckets`. */
export function linearLogits(
  kind: Kind,
  outputs: number,
  buckets: number,
  examples: Examples,
  others: readonly Int32Array[],
): Float32Array[] {
  const weights = new Float32Array((buckets + 1) * outputs);
  const squares = new Float32Array(weights.length);
  const random = new Random(1);
  const logits = new Float32Array(outputs);
  const error = new Float32Array(outputs);
  const apply = (text: Int32Array): void => {
    logits.set(weights.subarray(buckets * outputs));
    const length = Math.sqrt(text.length || 1);
    for (const token of text)
      for (let j = 0; j < outputs; j++) logits[j] += weights[token * outputs + j] / length;
  };
  // Adagrad's step with a memory that fades: rare n-grams learn as fast as common ones.
  const update = (at: number, gradient: number, rate: number): void => {
    squares[at] = BETA * squares[at] + (1 - BETA) * gradient * gradient;
    weights[at] -= (rate * gradient) / (Math.sqrt(squares[at]) + 1e-6);
  };
  const rows = examples.texts.length;
  for (let step = 0; step < EPOCHS * rows; step++) {
    const row = Math.floor(random.uniform() * rows);
    const text = examples.texts[row];
    apply(text);
    lossGradient(kind, logits, examples.targets.subarray(row * outputs, (row + 1) * outputs), error);
    const rate = (RATE * (1 - step / (EPOCHS * rows))) / Math.sqrt(BATCH);
    const length = Math.sqrt(text.length || 1);
    for (let j = 0; j < outputs; j++) {
      if (Math.abs(error[j]) < 1e-4) continue;
      update(buckets * outputs + j, error[j], rate);
      for (const token of text) update(token * outputs + j, error[j] / length, rate);
    }
  }
  return others.map((text) => {
    apply(text);
    return logits.slice();
  });
}
