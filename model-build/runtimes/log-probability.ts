/** Probabilities out of logits, in float64. */

/** Natural logarithm of the probability of `token` under the softmax of `logits`, `[vocabulary]`. */
export function logProbability(logits: Float32Array, token: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i] > highest) highest = logits[i];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i] - highest);
  return logits[token] - highest - Math.log(sum);
}
