/** How far back published networks feel: of their int8 weights, as they are served. */
import * as tf from '@tensorflow/tfjs';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { gradientDistances } from './gradient-distance.ts';
import { stretches } from './stretches.ts';
import { variablesOf } from './trained.ts';

/** What is measured, and on how much of a text. */
export interface Measuring {
  text: string;
  /** Steps to go back. */
  distance: number;
  /** Predictions that the mean is over. */
  positions: number;
  /** Draws the places of the predictions. */
  seed: number;
}

/** Tokens that fill the state before anything is measured. */
const WARM_TOKENS = 64;

/**
 * `[k - 1]`: the norm of the gradient of one prediction's loss by the state k steps before it, mean over positions, to four
 * digits. Exactly 0 where the state of then has no way to the prediction. Runs on the current backend.
 */
export async function servedDistances(
  spec: NetworkSpec,
  weights: Weights,
  tokenizer: Tokenizer,
  { text, distance, positions, seed }: Measuring,
): Promise<number[]> {
  const tokens = Uint16Array.from(tokenizer.encode(text));
  const length = WARM_TOKENS + distance + 1;
  const { startToken } = tokenizer;
  const places = stretches(tokens, { count: positions, length, startToken, seed });
  const variables = variablesOf(weights);
  try {
    const { all } = await gradientDistances(spec, variables, places, distance);
    return all.map((norm) => Number(norm.toPrecision(4)));
  } finally {
    tf.dispose([...variables.values()]);
  }
}
