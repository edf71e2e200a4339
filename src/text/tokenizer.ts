/** Text to tokens and back, without loss: any well-formed Unicode in, the same out. */
import { BYTE_CHARACTERS, checkSpelling, parseSpelling } from './byte-alphabet.ts';
import { BytePairEncoder, type Merge } from './byte-pair.ts';
import { START_TOKEN, type TokenizerFile, TokenizerFileSchema } from './tokenizer-file.ts';
import { finishedLength } from './unfinished.ts';
import { splitText } from './words.ts';

export interface Tokenizer {
  /** Entries of the vocabulary, the start token included. */
  readonly size: number;
  /** The token that stands before every document. It has no text; `encode` never gives it. */
  readonly startToken: number;
  /** Tokens of a text, without a start token. A lone surrogate is read as U+FFFD. */
  encode(text: string): number[];
  /** Characters of a text (UTF-16) whose tokens stay the same whatever is written after it: see unfinished.ts. */
  finishedLength(text: string): number;
  /** Text of tokens. Bytes that are not UTF-8 come out as U+FFFD. */
  decode(tokens: readonly number[]): string;
  /** Bytes of one piece, perhaps part of a character; none for the start token. The caller must not write to them. */
  bytesOf(token: number): Uint8Array;
}

/**
 * Builds a tokenizer from the contents of a tokenizer.json. `remembered` is how many different runs of text it may
 * keep the tokens of: none for a prompt, a million for a corpus, where most words come again.
 * Throws a ZodError or RangeError that names what is wrong.
 */
export function loadTokenizer(json: unknown, { remembered = 0 } = {}): Tokenizer {
  return new BytePairTokenizer(TokenizerFileSchema.parse(json), remembered);
}

class BytePairTokenizer implements Tokenizer {
  readonly size: number;
  readonly startToken: number;
  readonly #pattern: RegExp;
  /** Spelling of each token in the byte alphabet; '' for the start token. */
  readonly #spellings: string[];
  /** Bytes of the tokens that were asked for: all 4,096 at once would cost a cold isolate 10 ms. */
  readonly #bytes: Uint8Array[] = [];
  readonly #encoder: BytePairEncoder;
  readonly #utf8 = new TextEncoder();
  readonly #remembered: number;
  readonly #known = new Map<string, readonly number[]>();

  constructor(file: TokenizerFile, remembered: number) {
    this.#remembered = remembered;
    const ids = new Map(Object.entries(file.model.vocab));
    this.startToken = file.added_tokens[0].id;
    this.size = ids.size;
    this.#pattern = new RegExp(file.pre_tokenizer.pretokenizers[0].pattern.Regex, 'gu');
    this.#spellings = new Array(this.size);
    for (const [spelling, id] of ids) {
      if (!Number.isInteger(id) || id < 0 || id >= this.size || this.#spellings[id] !== undefined) {
        throw new RangeError(
          `piece ${JSON.stringify(spelling)}: id ${id} is taken or not below ${this.size}`,
        );
      }
      this.#spellings[id] = spelling === START_TOKEN ? '' : spelling;
      checkSpelling(this.#spellings[id]);
    }
    if (ids.get(START_TOKEN) !== this.startToken) {
      throw new RangeError(
        `${START_TOKEN}: id ${ids.get(START_TOKEN)} in the vocabulary, ${this.startToken} added`,
      );
    }
    const tokenOf = (spelling: string): number => {
      const token = ids.get(spelling);
      if (token === undefined)
        throw new RangeError(`piece ${JSON.stringify(spelling)} is not in the vocabulary`);
      return token;
    };
    this.#encoder = new BytePairEncoder(
      Int32Array.from(BYTE_CHARACTERS, tokenOf),
      file.model.merges.map((merge): Merge => {
        if (!Array.isArray(merge) || merge.length !== 2) {
          throw new RangeError(`merge ${JSON.stringify(merge)}: wanted a pair of pieces`);
        }
        return [tokenOf(merge[0]), tokenOf(merge[1]), tokenOf(merge[0] + merge[1])];
      }),
      this.size,
    );
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const run of splitText(text, this.#pattern)) {
      for (const token of this.#encodeRun(run)) tokens.push(token);
    }
    return tokens;
  }

  #encodeRun(run: string): readonly number[] {
    const known = this.#known.get(run);
    if (known !== undefined) return known;
    const tokens = this.#encoder.encode(this.#utf8.encode(run));
    if (this.#known.size < this.#remembered) this.#known.set(run, tokens);
    return tokens;
  }

  finishedLength(text: string): number {
    return finishedLength([...splitText(text, this.#pattern)]);
  }

  decode(tokens: readonly number[]): string {
    const pieces = tokens.map((token) => this.bytesOf(token));
    const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes);
  }

  bytesOf(token: number): Uint8Array {
    const known = this.#bytes[token];
    if (known !== undefined) return known;
    const spelling = this.#spellings[token];
    if (spelling === undefined)
      throw new RangeError(`token ${token} is not below the vocabulary of ${this.size}`);
    const bytes = parseSpelling(spelling);
    this.#bytes[token] = bytes;
    return bytes;
  }
}
