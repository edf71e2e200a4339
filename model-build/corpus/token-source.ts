/** One corpus as an endless, seeded stream of encoded documents. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { randomStream, shuffle } from '../random/stream.ts';
import type { Corpus } from './corpora.ts';
import { appendDocument } from './encode.ts';
import { loadShuffled } from './shuffled.ts';
import { TokenBuffer } from './token-buffer.ts';

/** One document as tokens, the start token first. */
export interface EncodedDocument {
  /** The start token, then the text: `[1 + pieces]`. */
  tokens: Uint16Array;
  /** UTF-8 bytes of the text. */
  bytes: number;
}

/** Where a document lies among its corpus's tokens. */
interface Span {
  from: number;
  to: number;
  bytes: number;
}

/**
 * Encodes a corpus in a seeded order of documents until there are `wanted` tokens, so that a short run need not encode
 * a long corpus. The document that brings the last of them ends with the paragraph that does.
 */
export async function encodeCorpus(
  corpus: Corpus,
  { tokenizer, wanted, seed, onProgress }: CorpusEncoding,
): Promise<TokenSource> {
  const tokens = new TokenBuffer();
  const spans: Span[] = [];
  for (const document of await loadShuffled(corpus, seed)) {
    if (tokens.length >= wanted) break;
    const from = tokens.length;
    // A whole novel would be a third of a short run, whatever its share.
    const bytes = appendDocument(document, tokenizer, tokens, wanted);
    spans.push({ from, to: tokens.length, bytes });
    onProgress?.({ corpus: corpus.name, tokens: tokens.length, wanted });
  }
  return new TokenSource(tokens, spans, randomStream(`${seed} epochs ${corpus.name}`));
}

/** Hears after each document how far a corpus is. */
export type EncodingListener = (progress: { corpus: string; tokens: number; wanted: number }) => void;

interface CorpusEncoding {
  tokenizer: Tokenizer;
  wanted: number;
  seed: number;
  onProgress?: EncodingListener;
}

/** Gives the documents in order, without end: after the last one all come again, in another order each time. */
export class TokenSource {
  /** Times the documents have been begun. */
  epochs = 1;
  readonly #tokens: TokenBuffer;
  readonly #spans: Span[];
  readonly #random: () => number;
  #next = 0;

  constructor(tokens: TokenBuffer, spans: Span[], random: () => number) {
    this.#tokens = tokens;
    this.#spans = spans;
    this.#random = random;
  }

  next(): EncodedDocument {
    if (this.#next === this.#spans.length) {
      shuffle(this.#spans, this.#random);
      this.#next = 0;
      this.epochs++;
    }
    const { from, to, bytes } = this.#spans[this.#next++];
    return { tokens: this.#tokens.view(from, to), bytes };
  }
}
