/** A corpus in memory, in a seeded order of documents. */
import { randomStream, shuffle } from '../random/stream.ts';
import type { Corpus } from './corpora.ts';
import { paragraphsOf, readDocuments } from './documents.ts';
import { CorpusError } from './errors.ts';

/**
 * Documents of a corpus as UTF-8 bytes, shuffled: all but those with a word of `corpus.without`, and of these all
 * paragraphs but those with a word of `corpus.withoutParagraphs`. Takes as much memory as the text. Throws a CorpusError
 * when none is left.
 */
export async function loadShuffled(corpus: Corpus, seed: number): Promise<Buffer[]> {
  const documents: Buffer[] = [];
  const { without = [], withoutParagraphs = [] } = corpus;
  const left = leaver(without, withoutParagraphs);
  for (const file of corpus.files)
    for await (const document of readDocuments(file)) {
      const rest = left(document);
      if (rest) documents.push(rest);
    }
  if (documents.length === 0)
    throw new CorpusError(
      `${corpus.name}: no document without ${[...without, ...withoutParagraphs].join(', ')}`,
    );
  return shuffle(documents, randomStream(`${seed} documents ${corpus.name}`));
}

/** What is left of a document: undefined where that is nothing. */
function leaver(
  without: readonly string[],
  withoutParagraphs: readonly string[],
): (document: Buffer) => Buffer | undefined {
  if (without.length + withoutParagraphs.length === 0) return (document) => document;
  const has = wordFinder(without);
  const cut = wordFinder(withoutParagraphs);
  return (document) => {
    const paragraphs = [...paragraphsOf(document)];
    if (paragraphs.some(has)) return undefined;
    const kept = paragraphs.filter((paragraph) => !cut(paragraph));
    if (kept.length === paragraphs.length) return document;
    return kept.length > 0 ? Buffer.from(kept.join('')) : undefined;
  };
}

/** Whether a paragraph has one of some words of letters and digits, in small or capital letters. */
function wordFinder(words: readonly string[]): (paragraph: string) => boolean {
  if (words.length === 0) return () => false;
  const word = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
  return (paragraph) => word.test(paragraph);
}
