/** From the contents of a tokenizer.json, whoever wrote it, to a tokenizer. */
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import { TokenizerFileSchema } from './tokenizer-file.ts';

/**
 * Builds a tokenizer. `remembered` is how many different runs of text it may keep the tokens of: none for a prompt, a
 * million for a corpus, where most words come again.
 * Throws a ZodError or RangeError that names what is wrong.
 */
export function loadTokenizer(json: unknown, { remembered = 0 } = {}): Tokenizer {
  return createTokenizer(TokenizerFileSchema.parse(json), remembered);
}
