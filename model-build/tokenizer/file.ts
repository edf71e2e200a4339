/** Writes tokenizer.json: the start token first, then the 256 bytes, then one piece a merge. */
import { BYTE_CHARACTERS } from '../../src/text/byte-alphabet.ts';
import { START_TOKEN } from '../../src/text/start-token.ts';
import { SPLIT_PATTERN } from '../../src/text/words.ts';

/** Tokens of the bytes follow the start token: byte b is token `FIRST_BYTE_TOKEN + b`. */
export const FIRST_BYTE_TOKEN = 1;
/** Start token and bytes: the smallest vocabulary. */
export const BASE_VOCABULARY = FIRST_BYTE_TOKEN + 256;

/** The contents of a tokenizer.json with these merges (spelled in the byte alphabet, most urgent first). */
export function tokenizerFile(merges: readonly (readonly [string, string])[]) {
  // A set: two merges may spell the same piece.
  const pieces = new Set([START_TOKEN, ...BYTE_CHARACTERS, ...merges.map(([left, right]) => left + right)]);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: START_TOKEN,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: SPLIT_PATTERN }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...pieces].map((piece, id) => [piece, id])),
      merges: merges.map(([left, right]): [string, string] => [left, right]),
    },
  };
}

/** Tokenizer kind `bytes`: no merges, one token a byte. */
export function bytesTokenizerFile() {
  return tokenizerFile([]);
}
