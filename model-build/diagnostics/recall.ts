/**
 * Recall at a distance: a symbol is shown once, noise follows, and after a given number of steps a question mark asks
 * for it. What a network answers there is what its state has kept.
 */
import * as tf from '@tensorflow/tfjs';
import { forward, zeroStates } from '../network/forward.ts';
import { logits } from '../network/head.ts';
import { type Cell, type NetworkSpec, NetworkSpecSchema } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import { Random } from '../random/random.ts';
import { TrainingSchema } from '../recipe/recipe.ts';
import type { Windows } from '../train/lanes.ts';
import { Trainer } from '../train/trainer.ts';

/** Tokens: symbols to keep, then noise, then the question, then what is right where nothing is asked. */
const SYMBOLS = 8;
const NOISE = 8;
const QUESTION = SYMBOLS + NOISE;
const NOTHING = QUESTION + 1;
const VOCABULARY = NOTHING + 1;

export const DISTANCES = [5, 10, 20, 50, 100, 200] as const;
const WINDOW = DISTANCES[DISTANCES.length - 1] + 1;
/** Chance of a right answer by guessing. */
export const GUESS = 1 / SYMBOLS;

/**
 * Seeded sequences, a lane each: a symbol, the question `distance()` steps later, the next symbol, and so on for as long
 * as the distance fits; noise elsewhere.
 */
export class RecallTask implements Windows {
  readonly #batch: number;
  readonly #distance: () => number;
  readonly #random: Random;

  constructor(batch: number, random: Random, distance: () => number) {
    this.#batch = batch;
    this.#random = random;
    this.#distance = distance;
  }

  /** Time-major `[WINDOW * batch]`. */
  next(): { ids: Int32Array; targets: Int32Array } {
    const draw = (count: number) => Math.floor(this.#random.uniform() * count);
    const ids = Int32Array.from({ length: WINDOW * this.#batch }, () => SYMBOLS + draw(NOISE));
    const targets = new Int32Array(ids.length).fill(NOTHING);
    for (let lane = 0; lane < this.#batch; lane++) {
      let shown = 0;
      for (let asked = this.#distance(); asked < WINDOW; asked = shown + this.#distance()) {
        const symbol = draw(SYMBOLS);
        ids[shown * this.#batch + lane] = symbol;
        ids[asked * this.#batch + lane] = QUESTION;
        targets[asked * this.#batch + lane] = symbol;
        shown = asked + 1;
      }
    }
    return { ids, targets };
  }
}

export interface RecallOptions {
  cells: Cell[];
  hidden: number;
  steps: number;
  seed: number;
}

const BATCH = 32;
const TEST_SEQUENCES = 256;

/** Share of right answers at each of `DISTANCES`, on fresh sequences, after training on distances from 1 to 200. */
export async function recallByDistance(
  ops: Ops,
  { cells, hidden, steps, seed }: RecallOptions,
  onStep: (step: number, loss: number) => void,
): Promise<number[]> {
  const spec = NetworkSpecSchema.parse({
    vocabulary: VOCABULARY,
    embedding: 16,
    embeddingScale: 4,
    cells,
    hidden,
  });
  const plan = TrainingSchema.parse({
    tokens: steps * BATCH * WINDOW,
    batch: BATCH,
    window: WINDOW,
    learningRate: 3e-3,
    warmup: 50,
    averaging: 0.99,
    // Every sequence starts from the zero state.
    reset: 1,
  });
  const trainer = new Trainer(ops, spec, plan, seed, VOCABULARY);
  const random = new Random(seed + 2);
  // Even in the logarithm: a short distance is learnt first and carries the long ones.
  const distance = () => Math.max(1, Math.floor((WINDOW - 1) ** random.uniform()));
  const task = new RecallTask(BATCH, random, distance);
  for (let i = 0; i < steps; i++) {
    const { step, loss } = await trainer.train(task);
    onStep(step, loss);
  }
  const shares: number[] = [];
  for (const distance of DISTANCES) {
    const test = new RecallTask(TEST_SEQUENCES, new Random(seed + 3), () => distance);
    shares.push(await answers(trainer, spec, test.next(), distance));
  }
  trainer.dispose();
  return shares;
}

/** Share of sequences whose likeliest symbol at the question is the one that was shown. */
async function answers(
  { ops, slots }: Trainer,
  spec: NetworkSpec,
  { ids, targets }: { ids: Int32Array; targets: Int32Array },
  distance: number,
): Promise<number> {
  const from = distance * TEST_SEQUENCES;
  const likeliest = tf.tidy(() => {
    const weights = new Map([...slots].map(([name, slot]) => [name, slot.average]));
    const states = zeroStates(spec, TEST_SEQUENCES);
    const run = forward(ops, spec, weights, tf.tensor1d(ids, 'int32'), TEST_SEQUENCES, states);
    tf.dispose(run.states);
    const y = tf.slice(run.y, [from, 0], [TEST_SEQUENCES, spec.embedding]) as tf.Tensor2D;
    return tf.argMax(tf.slice(logits(weights, y), [0, 0], [TEST_SEQUENCES, SYMBOLS]), 1);
  });
  const chosen = await likeliest.data();
  likeliest.dispose();
  return chosen.filter((symbol, lane) => symbol === targets[from + lane]).length / TEST_SEQUENCES;
}
