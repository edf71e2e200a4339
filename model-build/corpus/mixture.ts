/** Several corpora as one stream of documents, each with its share of the tokens. */
import type { EncodedDocument } from './token-source.ts';

/** One corpus of a mixture, encoded. */
export interface MixturePart {
  share: number;
  source: { next(): EncodedDocument };
}

/**
 * Documents until there are at least `wanted` tokens. The next one always comes from the part that lags furthest behind
 * its share, so that every stretch of the stream holds the mixture, as evenly as its documents are short.
 */
export function* mixDocuments(parts: readonly MixturePart[], wanted: number): Generator<EncodedDocument> {
  const given = parts.map(() => 0);
  for (let total = 0; total < wanted; ) {
    let lagging = 0;
    for (let i = 1; i < parts.length; i++) {
      if (given[i] / parts[i].share < given[lagging] / parts[lagging].share) lagging = i;
    }
    const document = parts[lagging].source.next();
    given[lagging] += document.tokens.length;
    total += document.tokens.length;
    yield document;
  }
}
