/** From logits to probabilities and their natural logarithms. */
import { exp } from '../../arithmetic/exponential.ts';
import { log, log1p } from '../../arithmetic/logarithm.ts';

/** Logarithm of the sum of exponentials; `logits` is `[vocabulary]`. */
export function logSumExp(logits: Float32Array): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > greatest) greatest = logit;
  let total = 0;
  for (const logit of logits) total += exp(logit - greatest);
  return greatest + log(total);
}

/** The same by the model's own runtime where that is quick at it; `logits` are at most as many as its own. */
export const normalizerOf = (
  model: { normalizer?(logits: Float32Array): number },
  logits: Float32Array,
): number => model.normalizer?.(logits) ?? logSumExp(logits);

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
