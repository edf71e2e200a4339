/** Text to tokens and back, without loss: any well-formed Unicode in, the same out. */

import { parseSpelling, spellBytes } from './byte-alphabet.ts';
import { BytePairEncoder } from './byte-pair.ts';
import { finishedText } from './finished-text.ts';
import { START_TOKEN } from './start-token.ts';
import type { TokenizerFile } from './tokenizer-file.ts';
import { finishedRuns } from './unfinished.ts';
import { utf8 } from './utf8.ts';
import { byteTokens, readMerges, readPieces } from './vocabulary.ts';
import { splitText } from './words.ts';

/** A text that may go on, as tokens. */
export interface TextTokens {
  tokens: number[];
  /** How many of them stay the same whatever is written after the text. */
  finished: number;
  /** Text of the others. */
  unfinished: string;
}

/** Text to tokens and back. */
export interface Tokenizer {
  /** Entries of the vocabulary, the start token included. */
  readonly size: number;
  /** The token that stands before every document. It has no text; `encode` never gives it. */
  readonly startToken: number;
  /** Bytes of the longest piece. */
  readonly longestPiece: number;
  /** Tokens of a text, without a start token. A lone surrogate is read as U+FFFD. */
  encode(text: string): number[];
  /** Tokens of a text as `encode` gives them, parted where the text may still change: see unfinished.ts. */
  read(text: string): TextTokens;
  /** Characters of a text (UTF-16) whose tokens stay the same whatever is written after it: see unfinished.ts. */
  finishedLength(text: string): number;
  /** Text of tokens. Bytes that are not UTF-8 come out as U+FFFD. */
  decode(tokens: readonly number[]): string;
  /** Bytes of one piece, perhaps part of a character; none for the start token. The caller must not write to them. */
  bytesOf(token: number): Uint8Array;
  /** Text of one piece; undefined for one that begins inside a character. Of one that ends inside, the characters before that. */
  textOf(token: number): string | undefined;
  /** Tokens that say another byte than those of printable ASCII, blanks and newlines; ascending. */
  readonly beyondAscii: readonly number[];
  /** Tokens whose bytes begin with `bytes`, at least one, or with whose bytes `bytes` begins; ascending. */
  fitting(bytes: Uint8Array): number[];
}

/** A tokenizer from a file whose shape is right. @throws RangeError that names what is wrong. */
export const createTokenizer = (file: TokenizerFile, remembered = 0): Tokenizer =>
  new BytePairTokenizer(file, remembered);

/** Of a piece of printable ASCII, blanks and newlines, in the byte alphabet. */
const ASCII_SPELLING = /^[\x21-\x7e\u0120\u010a]*$/;

class BytePairTokenizer implements Tokenizer {
  readonly size: number;
  readonly startToken: number;
  readonly longestPiece: number;
  readonly #pattern: RegExp;
  /** Spelling of each token in the byte alphabet; '' for the start token. */
  readonly #spellings: string[];
  /** Bytes of the tokens that were asked for: all 4,096 at once would cost a cold isolate 10 ms. */
  readonly #bytes: Uint8Array[] = [];
  #beyondAscii: readonly number[] | undefined;
  readonly #encoder: BytePairEncoder;
  readonly #remembered: number;
  readonly #known = new Map<string, readonly number[]>();

  constructor(file: TokenizerFile, remembered: number) {
    this.#remembered = remembered;
    const { vocab } = file.model;
    const pieces = readPieces(vocab);
    this.startToken = file.added_tokens[0].id;
    this.size = pieces.length;
    if (vocab[START_TOKEN] !== this.startToken) {
      throw new RangeError(
        `${START_TOKEN}: id ${vocab[START_TOKEN]} in the vocabulary, ${this.startToken} added`,
      );
    }
    this.#pattern = new RegExp(file.pre_tokenizer.pretokenizers[0].pattern.Regex, 'gu');
    this.#encoder = new BytePairEncoder(byteTokens(vocab), readMerges(file.model, pieces), this.size);
    this.#spellings = pieces.with(this.startToken, '');
    // A character of the byte alphabet is a byte.
    this.longestPiece = this.#spellings.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  get beyondAscii(): readonly number[] {
    this.#beyondAscii ??= this.#spellings.flatMap((spelling, token) =>
      ASCII_SPELLING.test(spelling) ? [] : [token],
    );
    return this.#beyondAscii;
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const run of splitText(text, this.#pattern)) {
      for (const token of this.#encodeRun(run)) tokens.push(token);
    }
    return tokens;
  }

  read(text: string): TextTokens {
    const runs = [...splitText(text, this.#pattern)];
    const end = finishedRuns(runs);
    const tokens: number[] = [];
    let finished = 0;
    for (const [i, run] of runs.entries()) {
      if (i === end) finished = tokens.length;
      for (const token of this.#encodeRun(run)) tokens.push(token);
    }
    if (end === runs.length) finished = tokens.length;
    return { tokens, finished, unfinished: runs.slice(end).join('') };
  }

  #encodeRun(run: string): readonly number[] {
    const known = this.#known.get(run);
    if (known !== undefined) return known;
    const tokens = this.#encoder.encode(utf8.encode(run));
    if (this.#known.size < this.#remembered) this.#known.set(run, tokens);
    return tokens;
  }

  finishedLength(text: string): number {
    const runs = [...splitText(text, this.#pattern)];
    return runs.slice(0, finishedRuns(runs)).reduce((total, run) => total + run.length, 0);
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

  textOf(token: number): string | undefined {
    const spelling = this.#spellings[token]!;
    return ASCII_SPELLING.test(spelling)
      ? spelling.replaceAll('\u0120', ' ').replaceAll('\u010a', '\n')
      : finishedText(this.bytesOf(token))?.text;
  }

  fitting(bytes: Uint8Array): number[] {
    // By spelling, so that only what fits is ever spelled out in bytes.
    const typed = spellBytes(bytes);
    const first = typed.charCodeAt(0);
    const tokens: number[] = [];
    for (let token = 0; token < this.size; token++) {
      const piece = this.#spellings[token]!;
      if (piece.charCodeAt(0) === first && (piece.startsWith(typed) || typed.startsWith(piece))) {
        tokens.push(token);
      }
    }
    return tokens;
  }
}
