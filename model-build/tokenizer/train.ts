/** Byte-pair training: join the most frequent neighbours, again and again, until the vocabulary is full. */
import { spellBytes } from '../../src/text/byte-alphabet.ts';
import { SPLIT_PATTERN } from '../../src/text/words.ts';
import type { Corpus } from '../corpus/corpora.ts';
import { CorpusError } from '../corpus/errors.ts';
import { BASE_VOCABULARY, FIRST_BYTE_TOKEN, tokenizerFile } from './file.ts';
import { PairQueue } from './pair-queue.ts';
import { sampleWords } from './word-counts.ts';

/** No piece is longer, so that the unfinished end of a text is bounded. */
export const LONGEST_PIECE_BYTES = 32;
/** Pairs are keys `left * PAIR_BASE + right`: tokens are 16-bit numbers in a token file. */
const PAIR_BASE = 65_536;

/** What a tokenizer is trained on. */
export interface TokenizerTraining {
  corpora: readonly Corpus[];
  /** Entries of the vocabulary, start token and bytes included. */
  vocabulary: number;
  /** Text to learn from, in bytes. */
  sampleBytes: number;
  seed: number;
}

/** Trains on a seeded sample of a mixture; returns the contents of a tokenizer.json with exactly `vocabulary` entries. */
export async function trainTokenizer({ corpora, vocabulary, sampleBytes, seed }: TokenizerTraining) {
  const pattern = new RegExp(SPLIT_PATTERN, 'gu');
  const words = await sampleWords(corpora, { pattern, sampleBytes, seed });
  return tokenizerFile(learnMerges(words, vocabulary));
}

/**
 * Merges learned from words and how often they occur. Among equally frequent pairs the one with the smaller left, then
 * the smaller right token comes first. A merge that spells a piece already known gives that piece.
 * Throws a CorpusError if the text has too few different words for the vocabulary.
 */
export function learnMerges(words: ReadonlyMap<string, number>, vocabulary: number): [string, string][] {
  if (vocabulary < BASE_VOCABULARY || vocabulary > PAIR_BASE) {
    throw new RangeError(`vocabulary: ${vocabulary}; wanted ${BASE_VOCABULARY} to ${PAIR_BASE}`);
  }
  const state = new MergeState(words);
  const merges: [string, string][] = [];
  while (state.size < vocabulary) {
    const merge = state.mergeNext();
    if (merge === undefined) {
      throw new CorpusError(
        `too little text for a vocabulary of ${vocabulary}: it gives only ${state.size} pieces`,
      );
    }
    merges.push(merge);
  }
  return merges;
}

/** Words as token sequences, with the count of every pair kept up to date. */
class MergeState {
  /** Spelling of each token, in the byte alphabet: one character a byte. */
  readonly #spellings: string[] = [
    '',
    ...Array.from({ length: 256 }, (_, byte) => spellBytes(Uint8Array.of(byte))),
  ];
  readonly #tokens = new Map(this.#spellings.map((spelling, token) => [spelling, token]));
  readonly #words: number[][] = [];
  readonly #wordCounts: number[] = [];
  readonly #pairCounts = new Map<number, number>();
  /** Words that had the pair when it arose: a superset of those that have it now. */
  readonly #pairWords = new Map<number, Set<number>>();
  readonly #queue = new PairQueue();

  constructor(words: ReadonlyMap<string, number>) {
    const utf8 = new TextEncoder();
    for (const [word, count] of words) {
      const tokens = Array.from(utf8.encode(word), (byte) => FIRST_BYTE_TOKEN + byte);
      this.#words.push(tokens);
      this.#wordCounts.push(count);
      this.#countPairs(this.#words.length - 1, 1);
    }
    for (const [pair, count] of this.#pairCounts) this.#queue.push(pair, count);
  }

  get size(): number {
    return this.#spellings.length;
  }

  /** Joins the most frequent pair; undefined when no pair is left. */
  mergeNext(): [string, string] | undefined {
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const { pair, count } = top;
      const now = this.#pairCounts.get(pair) ?? 0;
      if (now !== count) {
        // Stale. A count that rose was pushed when it rose; one that fell is pushed here.
        if (now > 0 && now < count) this.#queue.push(pair, now);
        continue;
      }
      const left = this.#spellings[Math.floor(pair / PAIR_BASE)];
      const right = this.#spellings[pair % PAIR_BASE];
      if (left.length + right.length > LONGEST_PIECE_BYTES) continue;
      this.#merge(pair, this.#tokenOf(left + right));
      return [left, right];
    }
    return undefined;
  }

  #tokenOf(spelling: string): number {
    let token = this.#tokens.get(spelling);
    if (token === undefined) {
      token = this.#spellings.push(spelling) - 1;
      this.#tokens.set(spelling, token);
    }
    return token;
  }

  #merge(pair: number, merged: number): void {
    const left = Math.floor(pair / PAIR_BASE);
    const right = pair % PAIR_BASE;
    const touched = new Set<number>();
    for (const word of this.#pairWords.get(pair) ?? []) {
      this.#countPairs(word, -1);
      const before = this.#words[word];
      const after: number[] = [];
      for (let i = 0; i < before.length; i++) {
        if (before[i] === left && before[i + 1] === right) {
          after.push(merged);
          i++;
        } else after.push(before[i]);
      }
      this.#words[word] = after;
      this.#countPairs(word, 1);
      for (let i = 0; i + 1 < after.length; i++) {
        if (after[i] === merged || after[i + 1] === merged) touched.add(after[i] * PAIR_BASE + after[i + 1]);
      }
    }
    this.#pairWords.delete(pair);
    for (const neighbour of touched) this.#queue.push(neighbour, this.#pairCounts.get(neighbour)!);
  }

  #countPairs(word: number, sign: 1 | -1): void {
    const tokens = this.#words[word];
    const change = sign * this.#wordCounts[word];
    for (let i = 0; i + 1 < tokens.length; i++) {
      const pair = tokens[i] * PAIR_BASE + tokens[i + 1];
      this.#pairCounts.set(pair, (this.#pairCounts.get(pair) ?? 0) + change);
      if (sign < 0) continue;
      const words = this.#pairWords.get(pair);
      if (words === undefined) this.#pairWords.set(pair, new Set([word]));
      else words.add(word);
    }
  }
}
