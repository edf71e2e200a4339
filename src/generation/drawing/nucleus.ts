/**
 * The nucleus of top-p without sorting the vocabulary. A flat distribution needs thousands of tokens for its share, and
 * sorting those took four times as long as the step that made them; here every weight falls into a bucket by its first
 * bits, and only the bucket in which the share is reached is sorted.
 */

/** Buckets are sixteenths of an octave; the lowest also holds what is smaller than 2 ** -64 of the greatest. */
const BUCKETS = 1024;
/** Sign, exponent and four bits of 1, the greatest weight. */
const TOP = 0x3ff0;
const sums = new Float64Array(BUCKETS);

/**
 * Keeps the greatest of `weights` that together reach `target` and sets the others to 0. Weights are 0 to 1 and grow with
 * `logits`, which tell apart what rounding made equal; among equal logits the lower index comes first. Returns the sum of
 * what is kept.
 */
export function keepNucleus(weights: Float64Array, logits: Float32Array, target: number): number {
  const words = new Int32Array(weights.buffer, weights.byteOffset, 2 * weights.length);
  // The sign and exponent of a number lie in its second word, on every platform that runs WebAssembly's byte order.
  const bucketOf = (i: number) => Math.max(0, (words[2 * i + 1]! >>> 16) - TOP + BUCKETS - 1);
  sums.fill(0);
  for (let i = 0; i < weights.length; i++) sums[bucketOf(i)]! += weights[i]!;
  let reached = 0;
  let edge = BUCKETS - 1;
  while (edge > 0 && reached + sums[edge]! < target) reached += sums[edge--]!;

  const atEdge: number[] = [];
  let kept = 0;
  for (let i = 0; i < weights.length; i++) {
    const bucket = bucketOf(i);
    if (bucket > edge) kept += weights[i]!;
    else if (bucket === edge && weights[i]! > 0) atEdge.push(i);
    else weights[i] = 0;
  }
  atEdge.sort((a, b) => logits[b]! - logits[a]! || a - b);
  for (const i of atEdge) {
    if (reached < target) {
      reached += weights[i]!;
      kept += weights[i]!;
    } else weights[i] = 0;
  }
  return kept;
}
