/** A corpus in memory, in a seeded order of documents. */
import { randomStream, shuffle } from '../random/stream.ts';
import type { Corpus } from './corpora.ts';
import { paragraphsOf, readDocuments } from './documents.ts';
import { CorpusError } from './errors.ts';

/**
 * Documents of a corpus as UTF-8 bytes, shuffled: all but those with a word of `corpus.without`. Takes as much memory as
 * the text. Throws a CorpusError when none is left.
 */
export async function loadShuffled(corpus: Corpus, seed: number): Promise<Buffer[]> {
  const documents: Buffer[] = [];
  const has = wordFinder(corpus.without ?? []);
  for (const file of corpus.files) {
    for await (const document of readDocuments(file)) if (!has(document)) documents.push(document);
  }
  if (documents.length === 0)
    throw new CorpusError(`${corpus.name}: no document without ${corpus.without?.join(', ')}`);
  return shuffle(documents, randomStream(`${seed} documents ${corpus.name}`));
}

/** Whether a document has one of some words of letters and digits, in small or capital letters. */
function wordFinder(words: readonly string[]): (document: Buffer) => boolean {
  if (words.length === 0) return () => false;
  const word = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
  return (document) => {
    for (const paragraph of paragraphsOf(document)) if (word.test(paragraph)) return true;
    return false;
  };
}
