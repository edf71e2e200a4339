/** Next-word recall: at each word's start, with the true text before it, is the word among the first suggestions? */
import type { Part } from './bootstrap.ts';
import type { WordPlace } from './places.ts';
import { WordSearch } from './word-search.ts';

export interface NextWordCounts {
  words: number;
  top1: number;
  top3: number;
}

/** Counts over the words of one document. */
export async function countNextWords(places: AsyncIterable<WordPlace>): Promise<NextWordCounts> {
  const counts = { words: 0, top1: 0, top3: 0 };
  for await (const place of places) {
    const suggestions = await new WordSearch(place).suggest(place.lead, 3);
    const rank = suggestions.indexOf(place.word.text);
    counts.words++;
    if (rank === 0) counts.top1++;
    if (rank >= 0) counts.top3++;
  }
  return counts;
}

/** The document's part in the recall among the first `k` suggestions. */
export function recallPart(counts: NextWordCounts, k: 1 | 3): Part {
  return { numerator: k === 1 ? counts.top1 : counts.top3, denominator: counts.words };
}
