/** The beginning of a held-out text: as much of it as a figure needs. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { EncodedDocument } from './token-source.ts';

/** Documents up to the token that reaches `bytes`: one document may be a whole novel. */
export function beginning(
  documents: readonly EncodedDocument[],
  tokenizer: Pick<Tokenizer, 'bytesOf'>,
  bytes: number,
): EncodedDocument[] {
  const kept: EncodedDocument[] = [];
  let left = bytes;
  for (const { tokens } of documents) {
    let size = 0;
    let end = 0;
    while (end < tokens.length && size < left) size += tokenizer.bytesOf(tokens[end++]).length;
    if (end > 1) kept.push({ tokens: tokens.slice(0, end), bytes: size });
    left -= size;
  }
  return kept;
}
