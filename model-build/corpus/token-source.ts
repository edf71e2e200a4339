/** One corpus as an endless, seeded stream of encoded documents. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { randomStream, shuffle } from '../random/stream.ts';
import type { Corpus } from './corpora.ts';
import { appendDocument } from './encode.ts';
import type { Encoders, EncodingResult } from './encoders.ts';
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

/** What a token takes of text, about: threads get so much more than is likely to be needed, and more if it was not enough. */
const BYTES_A_TOKEN = 4;

/**
 * Encodes a corpus in a seeded order of documents until there are `wanted` tokens, so that a short run need not encode
 * a long corpus. The document that brings the last of them ends with the paragraph that does. With `encoders` or without,
 * the tokens are the same.
 */
export async function encodeCorpus(corpus: Corpus, encoding: CorpusEncoding): Promise<TokenSource> {
  const { tokenizer, wanted, seed, encoders, onProgress } = encoding;
  const tokens = new TokenBuffer();
  const spans: Span[] = [];
  const documents = await loadShuffled(corpus, seed);
  const done = (from: number, bytes: number) => {
    spans.push({ from, to: tokens.length, bytes });
    onProgress?.({ corpus: corpus.name, tokens: tokens.length, wanted });
  };
  const encodeHere = (document: Buffer) => {
    const from = tokens.length;
    // A whole novel would be a third of a short run, whatever its share.
    done(from, appendDocument(document, tokenizer, tokens, wanted));
  };
  for (let next = 0; next < documents.length && tokens.length < wanted; ) {
    if (!encoders) {
      encodeHere(documents[next++]!);
      continue;
    }
    const round = beginningOf(documents, next, BYTES_A_TOKEN * (wanted - tokens.length));
    for (const document of documentsOf(await encoders.encode(round))) {
      if (tokens.length >= wanted) break;
      const from = tokens.length;
      // The last one may have to end before its end, after a paragraph: only here is it known where.
      if (from + document.tokens.length > wanted) encodeHere(documents[next]!);
      else {
        tokens.append(document.tokens);
        done(from, document.bytes);
      }
      next++;
    }
  }
  return new TokenSource(tokens, spans, randomStream(`${seed} epochs ${corpus.name}`));
}

/** Documents from `from` on until they have `bytes`, one at least. */
function beginningOf(documents: readonly Buffer[], from: number, bytes: number): Buffer[] {
  let to = from;
  for (let size = 0; to < documents.length && (to === from || size < bytes); to++)
    size += documents[to]!.length;
  return documents.slice(from, to);
}

function* documentsOf(results: readonly EncodingResult[]): Generator<EncodedDocument> {
  for (const { tokens, ends, bytes } of results)
    for (const [i, end] of ends.entries())
      yield { tokens: tokens.subarray(i === 0 ? 0 : ends[i - 1], end), bytes: bytes[i]! };
}

/** Hears after each document how far a corpus is. */
export type EncodingListener = (progress: { corpus: string; tokens: number; wanted: number }) => void;

interface CorpusEncoding {
  tokenizer: Tokenizer;
  wanted: number;
  seed: number;
  /** Threads to encode in; this one if there are none. */
  encoders?: Encoders;
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
