/** What the model itself thought of a token: natural logarithms of softmax probabilities. */
import { logSumExp } from './score.ts';

/** A token with its log probability, beside the likeliest ones in its place. */
export interface Scored {
  token: number;
  logprob: number;
  /** The likeliest tokens in its place, likeliest first. */
  top: { token: number; logprob: number }[];
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
