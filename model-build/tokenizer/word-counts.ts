/** How often each run of text occurs in a sample of a mixture: all that byte-pair training needs to know. */
import { splitText } from '../../src/text/words.ts';
import type { Corpus } from '../corpus/corpora.ts';
import { paragraphsOf } from '../corpus/documents.ts';
import { loadShuffled } from '../corpus/shuffled.ts';

/** Counts runs of `text` into `counts`. */
export function countWords(text: string, pattern: RegExp, counts: Map<string, number>): void {
  for (const run of splitText(text, pattern)) counts.set(run, (counts.get(run) ?? 0) + 1);
}

/**
 * Counts over about `sampleBytes` of text, each corpus by its share. A corpus that has less gives all it has.
 */
export async function sampleWords(
  corpora: readonly Corpus[],
  { pattern, sampleBytes, seed }: { pattern: RegExp; sampleBytes: number; seed: number },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const shares = corpora.reduce((sum, corpus) => sum + corpus.share, 0);
  for (const corpus of corpora) {
    let wanted = (sampleBytes * corpus.share) / shares;
    for (const paragraph of paragraphsOfAll(await loadShuffled(corpus, seed))) {
      if (wanted <= 0) break;
      countWords(paragraph, pattern, counts);
      wanted -= Buffer.byteLength(paragraph);
    }
  }
  return counts;
}

function* paragraphsOfAll(documents: readonly Buffer[]): Generator<string> {
  for (const document of documents) yield* paragraphsOf(document);
}
