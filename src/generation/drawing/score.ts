/** What the model itself thought of a token: natural logarithms of softmax probabilities. */
import { exp } from '../../arithmetic/exponential.ts';
import { log, log1p } from '../../arithmetic/logarithm.ts';

/** A token with its log probability, beside the likeliest ones in its place. */
export interface Scored {
  token: number;
  logprob: number;
  /** The likeliest tokens in its place, likeliest first. */
  top: { token: number; logprob: number }[];
}

/** Logarithm of the sum of exponentials; `logits` is `[vocabulary]`. */
export function logSumExp(logits: Float32Array): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > greatest) greatest = logit;
  let total = 0;
  for (const logit of logits) total += exp(logit - greatest);
  return greatest + log(total);
}

/** Logarithm of the sum of what `a` and `b` are the logarithms of. */
export function addLogs(a: number, b: number): number {
  const greater = Math.max(a, b);
  return greater + log1p(exp(Math.min(a, b) - greater));
}

/** Softmax of logits into a new array, `[vocabulary]`. */
export function softmax(logits: Float32Array): Float32Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  const probabilities = new Float32Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    probabilities[i] = exp(logits[i]! - highest);
    sum += probabilities[i]!;
  }
  for (let i = 0; i < logits.length; i++) probabilities[i]! /= sum;
  return probabilities;
}

/** Scores `token` and the `count` likeliest; among equals the lowest token comes first. */
export function scoreToken(logits: Float32Array, token: number, count: number): Scored {
  const total = logSumExp(logits);
  const best: number[] = [];
  if (count > 0) {
    for (let i = 0; i < logits.length; i++) {
      if (best.length === count && logits[i]! <= logits[best[count - 1]!]!) continue;
      let at = best.length;
      while (at > 0 && logits[best[at - 1]!]! < logits[i]!) at--;
      best.splice(at, 0, i);
      if (best.length > count) best.pop();
    }
  }
  const top = best.map((candidate) => ({ token: candidate, logprob: logits[candidate]! - total }));
  return { token, logprob: logits[token]! - total, top };
}
