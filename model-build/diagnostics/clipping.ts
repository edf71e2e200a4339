/**
 * What clipping is for: a deep plain stack of linear Elman cells, trained twice from the same weights on the same text.
 *
 * Its recurrent kernels start orthogonal and nothing between them bends, so a state adds up its inputs over a window,
 * each layer the sums of the one before: losses and gradients begin thousands of times too large and reach 10^13 and
 * more while the network settles. AdamW divides by the size of past gradients; where they were not clipped, that size
 * is of the worst one for hundreds of steps.
 */

import { NetworkSpecSchema } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import { TrainingSchema } from '../recipe/recipe.ts';
import { Lanes } from '../train/lanes.ts';
import { ExplosionError, type StepReport, Trainer } from '../train/trainer.ts';

/** A threshold that no gradient reaches which is still a number. */
export const NO_CLIPPING = 1e38;

export interface ClippingOptions {
  clip: number;
  learningRate: number;
  steps: number;
  seed: number;
}

export interface ClippingRun {
  steps: StepReport[];
  /** What was no number any more, where that ended the run. */
  explosion?: string;
}

const BATCH = 8;
const WINDOW = 128;
const SPEC = {
  embedding: 32,
  embeddingScale: 4,
  hidden: 64,
  cells: new Array(8).fill('rnn'),
  activation: 'linear',
};

/** One of the two runs; `text` begins with its start token. */
export async function clippingRun(
  ops: Ops,
  text: { tokens: Uint16Array; vocabulary: number },
  { clip, learningRate, steps, seed }: ClippingOptions,
): Promise<ClippingRun> {
  const spec = NetworkSpecSchema.parse({ ...SPEC, vocabulary: text.vocabulary });
  const plan = TrainingSchema.parse({
    tokens: steps * BATCH * WINDOW,
    batch: BATCH,
    window: WINDOW,
    learningRate,
    clip,
    // Neither at the start nor at the end is the rate another: only clipping differs.
    warmup: 1,
    decayFrom: 1,
  });
  const trainer = new Trainer(ops, spec, plan, seed, text.tokens[0]);
  const lanes = new Lanes(text.tokens, BATCH, WINDOW);
  const run: ClippingRun = { steps: [] };
  try {
    while (trainer.step < steps) run.steps.push(await trainer.train(lanes));
  } catch (error) {
    if (!(error instanceof ExplosionError)) throw error;
    run.explosion = error.message;
  } finally {
    trainer.dispose();
  }
  return run;
}

/** Nats a token for who knows how often each token occurs and nothing else: what a network has to be well under. */
export function unigramEntropy(tokens: Uint16Array): number {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / tokens.length) * Math.log(n / tokens.length), 0);
}
