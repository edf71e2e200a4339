/** Documents to tokens: the start token, then the text. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { paragraphsOf } from './documents.ts';
import { TokenBuffer } from './token-buffer.ts';

/** Runs of text whose tokens are remembered while a corpus is encoded: enough for every word that comes again. */
export const REMEMBERED_RUNS = 1_000_000;

/**
 * Appends a document to `tokens`, the start token first; no further paragraph once there are `most` tokens in all.
 * Returns the bytes of text that were appended.
 */
export function appendDocument(
  document: Buffer,
  tokenizer: Tokenizer,
  tokens: TokenBuffer,
  most = Number.POSITIVE_INFINITY,
): number {
  let bytes = 0;
  tokens.push(tokenizer.startToken);
  for (const paragraph of paragraphsOf(document)) {
    if (tokens.length >= most) break;
    tokens.append(tokenizer.encode(paragraph));
    bytes += Buffer.byteLength(paragraph);
  }
  return bytes;
}

/** Tokens of one document, `[1 + pieces]`, the start token first. */
export function encodeDocument(document: Buffer, tokenizer: Tokenizer): Uint16Array {
  const tokens = new TokenBuffer(1 + (document.length >> 1));
  appendDocument(document, tokenizer, tokens);
  return tokens.view().slice();
}
