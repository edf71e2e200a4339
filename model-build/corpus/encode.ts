/** Documents to tokens: the start token, then the text. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { paragraphsOf } from './documents.ts';
import { TokenBuffer } from './token-buffer.ts';

/** Runs of text whose tokens are remembered while a corpus is encoded: enough for every word that comes again. */
export const REMEMBERED_RUNS = 1_000_000;

/** Appends a document to `tokens`, the start token first. */
export function appendDocument(document: Buffer, tokenizer: Tokenizer, tokens: TokenBuffer): void {
  tokens.push(tokenizer.startToken);
  for (const paragraph of paragraphsOf(document)) tokens.append(tokenizer.encode(paragraph));
}

/** Tokens of one document, `[1 + pieces]`, the start token first. */
export function encodeDocument(document: Buffer, tokenizer: Tokenizer): Uint16Array {
  const tokens = new TokenBuffer(1 + (document.length >> 1));
  appendDocument(document, tokenizer, tokens);
  return tokens.view().slice();
}
