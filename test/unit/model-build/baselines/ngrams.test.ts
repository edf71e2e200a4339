import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackoffModel } from '../../../../model-build/baselines/backoff-model.ts';
import { countNgrams, findChild, type NgramTrie } from '../../../../model-build/baselines/ngram-trie.ts';
import { modelBytes, NGRAM_BYTES, prune } from '../../../../model-build/baselines/prune.ts';
import { kneserNey, wittenBell } from '../../../../model-build/baselines/smoothing.ts';
import { PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';

const VOCABULARY = 6;
/** Documents of tokens 1 to 5, each after the start token 0. */
const text = fc
  .array(fc.array(fc.integer({ min: 1, max: VOCABULARY - 1 }), { minLength: 1, maxLength: 20 }), {
    minLength: 1,
  })
  .map((documents) => Uint16Array.from(documents.flatMap((document) => [0, ...document])));

const trieOf = (tokens: Uint16Array, order = 3) =>
  countNgrams(tokens, { order, vocabulary: VOCABULARY, startToken: 0 });

/** Index of an n-gram in its level, or -1. */
function find(trie: NgramTrie, ngram: number[]): number {
  return ngram.reduce((at, token, level) => (at < 0 ? at : findChild(trie, level, at, token)), 0);
}

/** Occurrences of each n-gram, by looking at every place. */
function countByLooking(tokens: Uint16Array, length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + length <= tokens.length; i++) {
    const ngram = [...tokens.subarray(i, i + length)];
    if (ngram.lastIndexOf(0) > 0) continue;
    counts.set(ngram.join(' '), (counts.get(ngram.join(' ')) ?? 0) + 1);
  }
  return counts;
}

describe('the trie', () => {
  it('counts every n-gram, and none across documents', () => {
    fc.assert(
      fc.property(text, (tokens) => {
        const trie = trieOf(tokens);
        for (const length of [1, 2, 3]) {
          const counts = countByLooking(tokens, length);
          expect(trie.levels[length].token.length).toBe(counts.size);
          for (const [ngram, count] of counts) {
            expect(trie.levels[length].count[find(trie, ngram.split(' ').map(Number))]).toBe(count);
          }
        }
      }),
    );
  });

  it('knows the suffix of every n-gram', () => {
    fc.assert(
      fc.property(text, (tokens) => {
        const trie = trieOf(tokens);
        for (const ngram of countByLooking(tokens, 3).keys()) {
          const parts = ngram.split(' ').map(Number);
          expect(trie.levels[3].suffix[find(trie, parts)]).toBe(find(trie, parts.slice(1)));
        }
      }),
    );
  });
});

/** Sum over all tokens but the start token of the probabilities after each context of the trie. */
function sums(model: BackoffModel): number[] {
  return model.trie.levels.slice(0, -1).flatMap(({ token }, level) =>
    Array.from(token, (_, context) => {
      let sum = 0;
      for (let next = 1; next < VOCABULARY; next++) sum += model.probability(level, context, next);
      return sum;
    }),
  );
}

describe.each([
  ['Witten-Bell', wittenBell],
  ['Kneser-Ney', kneserNey],
])('%s', (_, smooth) => {
  it('gives probabilities that sum to one after every context, pruned or not', () => {
    fc.assert(
      fc.property(text, fc.double({ min: 0.3, max: 1, noNaN: true }), (tokens, share) => {
        const model = smooth(trieOf(tokens));
        for (const sum of sums(model)) expect(sum).toBeCloseTo(1, 4);
        prune(model, Math.max(share * modelBytes(model), NGRAM_BYTES * VOCABULARY));
        for (const sum of sums(model)) expect(sum).toBeCloseTo(1, 4);
      }),
    );
  });

  it('keeps to the size it is pruned to', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: VOCABULARY, max: 60 }), (tokens, ngrams) => {
        const model = smooth(trieOf(tokens));
        prune(model, NGRAM_BYTES * ngrams);
        expect(modelBytes(model)).toBeLessThanOrEqual(NGRAM_BYTES * ngrams);
      }),
    );
  });

  it('learns from the text: longer n-grams help, pruning costs little', () => {
    const tokenizer = proseTokenizer(400);
    const documents = PROSE.split('\n\n').map((document) => [0, ...tokenizer.encode(document)]);
    const train = Uint16Array.from(documents.slice(2).flat());
    const held = documents.slice(0, 2);
    const bits = (model: BackoffModel) => held.reduce((sum, document) => sum + model.bits(document), 0);
    const [one, two, three] = [1, 2, 3].map((order) =>
      smooth(countNgrams(train, { order, vocabulary: 400, startToken: 0 })),
    );
    expect(bits(two)).toBeLessThan(0.85 * bits(one));
    expect(bits(three)).toBeLessThan(bits(two));
    const whole = bits(three);
    prune(three, modelBytes(three) / 2);
    expect(bits(three)).toBeLessThan(1.1 * whole);
  });
});

it('computes Witten-Bell as by hand', () => {
  // a b a b a c: after "a" (3 times) b, b, c; two kinds.
  const model = wittenBell(trieOf(Uint16Array.of(0, 1, 2, 1, 2, 1, 3), 2));
  const b = (2 + 3 / 5) / (6 + 3);
  const a = find(model.trie, [1]);
  expect(model.probability(1, a, 2)).toBeCloseTo((2 + 2 * b) / (3 + 2), 6);
  // Never seen after "a": the weight of the new times the share of a token never seen at all.
  expect(model.probability(1, a, 4)).toBeCloseTo((2 / 5) * (3 / 9) * (1 / 5), 6);
});

it('computes Kneser-Ney as by hand', () => {
  const model = kneserNey(trieOf(Uint16Array.of(0, 1, 2, 1, 2, 1, 3), 2));
  // Bigrams: 0 1 once, 1 2 twice, 2 1 twice, 1 3 once: discount 2 / (2 + 2 * 2).
  const discount = 1 / 3;
  // Continuations: 1 follows two tokens, 2 one, 3 one: discount 2 / (2 + 2 * 1).
  const b = (1 - 1 / 2 + (1 / 2) * 3 * (1 / 5)) / 4;
  expect(model.probability(1, find(model.trie, [1]), 2)).toBeCloseTo(
    (2 - discount + discount * 2 * b) / 3,
    6,
  );
});
