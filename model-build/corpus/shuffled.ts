/** A corpus in memory, in a seeded order of documents. */

import { randomStream, shuffle } from '../random/stream.ts';
import type { Corpus } from './corpora.ts';
import { readDocuments } from './documents.ts';

/** Every document of a corpus as UTF-8 bytes, shuffled. Takes as much memory as the text. */
export async function loadShuffled(corpus: Corpus, seed: number): Promise<Buffer[]> {
  const documents: Buffer[] = [];
  for (const file of corpus.files) {
    for await (const document of readDocuments(file)) documents.push(document);
  }
  return shuffle(documents, randomStream(`${seed} documents ${corpus.name}`));
}
