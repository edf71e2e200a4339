/** What counting gives: the better smoothing of n-grams, whole and cut to a size. */

import { countNgrams } from '../../baselines/ngram-trie.ts';
import { modelBytes, prune } from '../../baselines/prune.ts';
import { kneserNey, wittenBell } from '../../baselines/smoothing.ts';
import type { HeldOut } from '../../corpus/held-out.ts';
import { type ByCorpus, byCorpus } from '../likelihood/by-corpus.ts';

/** One row of a table of models. */
export interface Baseline extends ByCorpus {
  name: string;
  /** Of the n-grams that it keeps: see `NGRAM_BYTES`. */
  bytes: number;
}

export interface Counting {
  /** Training text, each document with its start token first. */
  tokens: Uint16Array;
  vocabulary: number;
  startToken: number;
  /** What the smaller model may have: the bytes of the network that it stands beside. */
  bytes: number;
}

/** Tokens of the longest n-gram. */
const ORDER = 5;
const SMOOTHINGS = { 'Kneser-Ney': kneserNey, 'Witten-Bell': wittenBell };

/** Two rows, the whole model and the one of at most `bytes`, each by the smoothing that is better on all of `held`. */
export async function bestNgrams(
  { tokens, vocabulary, startToken, bytes }: Counting,
  held: readonly HeldOut[],
): Promise<Baseline[]> {
  const trie = countNgrams(tokens, { order: ORDER, vocabulary, startToken });
  const rows: Record<'whole' | 'pruned', Baseline[]> = { whole: [], pruned: [] };
  for (const [smoothing, smooth] of Object.entries(SMOOTHINGS)) {
    const model = smooth(trie);
    for (const size of ['whole', 'pruned'] as const) {
      if (size === 'pruned') prune(model, bytes);
      rows[size].push({
        name: `${ORDER}-grams, ${smoothing}, ${size}`,
        bytes: modelBytes(model),
        ...(await byCorpus(held, (documents) => documents.map((document) => model.bits(document.tokens)))),
      });
    }
  }
  return Object.values(rows).map((both) =>
    both.reduce((best, row) => (row.bitsPerByte.value < best.bitsPerByte.value ? row : best)),
  );
}
