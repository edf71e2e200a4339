/** From counts to probabilities: two ways of leaving something for what was never seen. */
import { BackoffModel } from './backoff-model.ts';
import type { NgramTrie } from './ngram-trie.ts';

/**
 * Probability of a token that occurs `count` times after a context after which there are `total` occurrences of `kinds`
 * different tokens; `lower` is its probability in the shorter context.
 */
type Rule = (count: number, total: number, kinds: number, lower: number) => number;

/** Witten-Bell: something new is as likely as something new has been so far. */
export function wittenBell(trie: NgramTrie): BackoffModel {
  const rule: Rule = (count, total, kinds, lower) => (count + kinds * lower) / (total + kinds);
  return estimate(trie, (level) => ({ counts: trie.levels[level].count, rule }));
}

/**
 * Kneser-Ney, interpolated, one discount a level: each count gives up a little, and shorter n-grams count the different
 * tokens they follow instead of their occurrences. Those that begin a document follow nothing and keep their counts.
 */
export function kneserNey(trie: NgramTrie): BackoffModel {
  return estimate(trie, (level) => {
    const longest = level === trie.levels.length - 1;
    const counts = longest ? trie.levels[level].count : continuations(trie, level);
    const discount = discountOf(counts, trie.levels[level].token, trie.startToken);
    const rule: Rule = (count, total, kinds, lower) => (count - discount + discount * kinds * lower) / total;
    return { counts, rule };
  });
}

/** Different tokens before each n-gram of a level. */
function continuations(trie: NgramTrie, level: number): Uint32Array {
  const counts = new Uint32Array(trie.levels[level].token.length);
  for (const suffix of trie.levels[level + 1].suffix) counts[suffix]++;
  for (let i = 0; i < counts.length; i++) if (counts[i] === 0) counts[i] = trie.levels[level].count[i];
  return counts;
}

/** Ney's estimate from the n-grams seen once and twice; a half where a small text has none of either. */
function discountOf(counts: Uint32Array, token: Uint16Array, startToken: number): number {
  let once = 0;
  let twice = 0;
  for (let i = 0; i < counts.length; i++) {
    if (token[i] === startToken) continue;
    if (counts[i] === 1) once++;
    else if (counts[i] === 2) twice++;
  }
  return once > 0 && twice > 0 ? once / (once + 2 * twice) : 0.5;
}

/** Level by level: every suffix has its probability before it is needed. */
function estimate(
  trie: NgramTrie,
  rules: (level: number) => { counts: Uint32Array; rule: Rule },
): BackoffModel {
  const model = new BackoffModel(trie);
  for (let level = 1; level < trie.levels.length; level++) {
    const { counts, rule } = rules(level);
    const { token, suffix } = trie.levels[level];
    const { first } = trie.levels[level - 1];
    const probability = model.weights[level].probability;
    const shorter = model.weights[level - 1].probability;
    for (let context = 0; context + 1 < first.length; context++) {
      let total = 0;
      let kinds = 0;
      for (let i = first[context]; i < first[context + 1]; i++) {
        if (token[i] === trie.startToken) continue;
        total += counts[i];
        kinds++;
      }
      for (let i = first[context]; i < first[context + 1]; i++) {
        if (token[i] === trie.startToken) continue;
        const lower = level === 1 ? 1 / (trie.vocabulary - 1) : shorter[suffix[i]];
        probability[i] = rule(counts[i], total, kinds, lower);
      }
    }
  }
  model.normalise();
  return model;
}
