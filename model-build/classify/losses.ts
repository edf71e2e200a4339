/** What is wrong with logits: a softmax over classes, a sigmoid for each label, Huber's loss for numbers. */

/** See `Task` of the manifest. */
export type Kind = 'classes' | 'labels' | 'targets';

/** Beyond so many standard deviations an error counts by its size and no longer by its square. */
const HUBER = 1;

/**
 * Puts the gradient of one row's loss by its logits into `gradient`, all `[outputs]`; returns the loss in nats (squares of
 * standard deviations for targets). `targets` are probabilities, which may be soft, or standardised numbers.
 */
export function lossGradient(
  kind: Kind,
  logits: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
): number {
  if (kind === 'classes') return softmaxLoss(logits, targets, gradient);
  let loss = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i];
    if (kind === 'labels') {
      gradient[i] = 1 / (1 + Math.exp(-z)) - targets[i];
      loss += Math.max(z, 0) - z * targets[i] + Math.log1p(Math.exp(-Math.abs(z)));
    } else {
      const error = z - targets[i];
      gradient[i] = Math.max(-HUBER, Math.min(HUBER, error));
      loss += gradient[i] * (error - gradient[i] / 2);
    }
  }
  return loss;
}

function softmaxLoss(logits: Float32Array, targets: Float32Array, gradient: Float32Array): number {
  let greatest = -Infinity;
  for (const z of logits) greatest = Math.max(greatest, z);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    gradient[i] = Math.exp(logits[i] - greatest);
    sum += gradient[i];
  }
  const normalizer = greatest + Math.log(sum);
  let loss = 0;
  for (let i = 0; i < logits.length; i++) {
    loss -= targets[i] * (logits[i] - normalizer);
    gradient[i] = gradient[i] / sum - targets[i];
  }
  return loss;
}
