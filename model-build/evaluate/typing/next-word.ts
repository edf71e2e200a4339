/** Next-word recall: at each word's start, with the true text before it, is the word among the first suggestions? */
import type { Part } from '../likelihood/bootstrap.ts';
import type { WordPlace } from './places.ts';

export interface NextWordCounts {
  words: number;
  top1: number;
  top3: number;
}

/** Counts one place. */
export async function countNextWord(
  { search, lead, word }: WordPlace,
  counts: NextWordCounts,
): Promise<void> {
  const rank = (await search.suggest(lead, 3)).indexOf(word.text);
  counts.words++;
  if (rank === 0) counts.top1++;
  if (rank >= 0) counts.top3++;
}

/** A document's part in the recall among the first `k` suggestions. */
export function recallPart(counts: NextWordCounts, k: 1 | 3): Part {
  return { numerator: k === 1 ? counts.top1 : counts.top3, denominator: counts.words };
}
