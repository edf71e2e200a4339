/** Cutting an n-gram model to a size: what the shorter context says nearly as well goes first. */
import type { BackoffModel } from './backoff-model.ts';

/**
 * Bytes of one kept n-gram: two for its token, one each for a probability and a backoff weight in 8 bits. The links of
 * the trie are not counted, in favour of the baseline.
 */
export const NGRAM_BYTES = 4;

/** Bytes of the n-grams that a model keeps. */
export function modelBytes({ weights }: BackoffModel): number {
  let kept = 0;
  for (const level of weights.slice(1)) for (const one of level.kept) kept += one;
  return NGRAM_BYTES * kept;
}

/**
 * Keeps the n-grams that matter most, all single tokens among them, in at most `bytes`, and sets the weights anew.
 * An n-gram matters by how often it occurs times what is lost, in log p, when the shorter context speaks for it
 * (Seymore and Rosenfeld 1996). The prefixes of a kept n-gram stay too.
 * Throws a RangeError if the single tokens alone are larger.
 */
export function prune(model: BackoffModel, bytes: number): void {
  const scores = model.weights.map((_, level) => (level < 2 ? new Float32Array(0) : losses(model, level)));
  const falling = scores.reduce(concat).sort().reverse();
  // The more pass the threshold, the larger the model: bisect the number that pass.
  let few = 0;
  let many = falling.length;
  while (few < many) {
    const passing = Math.ceil((few + many) / 2);
    keepAbove(model, scores, falling[passing - 1]);
    if (modelBytes(model) <= bytes) few = passing;
    else many = passing - 1;
  }
  keepAbove(model, scores, few === 0 ? Number.POSITIVE_INFINITY : falling[few - 1]);
  if (modelBytes(model) > bytes)
    throw new RangeError(`prune: ${bytes} bytes are too few for the single tokens`);
  model.normalise();
}

/** What is lost, in nats over the training text, by dropping each n-gram of a level. */
function losses({ trie, weights }: BackoffModel, level: number): Float32Array {
  const { count, parent, suffix } = trie.levels[level];
  const { probability } = weights[level];
  return Float32Array.from(count, (occurrences, i) => {
    const instead = weights[level - 1].backoff[parent[i]] * weights[level - 1].probability[suffix[i]];
    return occurrences * Math.log(probability[i] / instead);
  });
}

function keepAbove(
  { trie, weights }: BackoffModel,
  scores: readonly Float32Array[],
  threshold: number,
): void {
  for (let level = weights.length - 1; level >= 2; level--) {
    const { kept } = weights[level];
    for (let i = 0; i < kept.length; i++) kept[i] = scores[level][i] >= threshold ? 1 : 0;
    if (level + 1 === weights.length) continue;
    const { parent } = trie.levels[level + 1];
    for (let child = 0; child < parent.length; child++) {
      if (weights[level + 1].kept[child]) kept[parent[child]] = 1;
    }
  }
}

function concat(first: Float32Array, second: Float32Array): Float32Array {
  const joined = new Float32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
