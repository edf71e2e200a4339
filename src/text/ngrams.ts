/**
 * A text as the hashes of its parts, for a model that classifies: the characters of each word, one to a few at a time with
 * the word's edges among them, the word, and the word with the one before it. No table of pieces is needed. Small and
 * capital letters are one, and so are all digits; each part counts once, however often it comes.
 */
import * as z from '../contract/zod.ts';

/** The tokenizer.json of such a model; `characters` is least and most of them in a part. */
export const NgramsFileSchema = z.object({
  version: z.literal('1.0'),
  model: z.object({
    type: z.literal('Ngrams'),
    buckets: z.int().check(z.gte(1), z.lte(2 ** 20)),
    characters: z.tuple([z.int().check(z.gte(1)), z.int().check(z.lte(8))]),
    words: z.int().check(z.gte(0), z.lte(2)),
  }),
});
/** A tokenizer.json of hashes, checked. */
export type NgramsFile = z.infer<typeof NgramsFileSchema>;

/** A word, or a run of signs, and the tokens that it brings: those that no word before it has brought. */
export interface Word {
  /** Of it in the text, in UTF-16. */
  start: number;
  end: number;
  tokens: number[];
}

/** A word with its digits and inner apostrophes, or up to 8 signs. */
export const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]{1,8}/gu;

const BASIS = 0x811c9dc5;
const WORD_BASIS = 0x9dc5811c;

/** One step of FNV-1a, over a UTF-16 unit. */
const add = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/** Reads whole texts as hashes, `[0, buckets)`; the token that stands before every text is `buckets`. */
export class Ngrams {
  readonly size: number;
  readonly startToken: number;
  readonly #file: NgramsFile['model'];

  constructor({ model }: NgramsFile) {
    this.#file = model;
    this.startToken = model.buckets;
    this.size = model.buckets + 1;
  }

  /** Tokens of a text, without a start token. */
  encode(text: string): number[] {
    return this.words(text).flatMap(({ tokens }) => tokens);
  }

  /** The same, by the words that bring them. */
  words(text: string): Word[] {
    const seen = new Uint8Array(this.#file.buckets);
    let before = WORD_BASIS;
    return Array.from(text.matchAll(WORD), ({ 0: word, index }) => {
      const tokens: number[] = [];
      const take = (hash: number) => {
        const token = this.#bucket(hash);
        if (seen[token]) return;
        seen[token] = 1;
        tokens.push(token);
      };
      const folded = word.normalize('NFKC').toLowerCase().replace(/\p{N}/gu, '0');
      this.#takeCharacters(` ${folded} `, take);
      before = this.#takeWords(folded, before, take);
      return { start: index, end: index + word.length, tokens };
    });
  }

  #takeCharacters(word: string, take: (hash: number) => void): void {
    const [least, most] = this.#file.characters;
    for (let i = 0; i < word.length; i++) {
      let hash = BASIS;
      const end = Math.min(i + most, word.length);
      for (let j = i; j < end; j++) {
        hash = add(hash, word.charCodeAt(j));
        // A word's edge alone says nothing.
        if (j - i + 1 >= least && (j > i || word[j] !== ' ')) take(hash);
      }
    }
  }

  /** Returns the hash of the word, for the next one's pair. */
  #takeWords(word: string, before: number, take: (hash: number) => void): number {
    let own = WORD_BASIS;
    let pair = add(before, 0x20);
    for (let i = 0; i < word.length; i++) {
      own = add(own, word.charCodeAt(i));
      pair = add(pair, word.charCodeAt(i));
    }
    if (this.#file.words > 0) take(own);
    if (this.#file.words > 1 && before !== WORD_BASIS) take(pair);
    return own;
  }

  /** The hash's bits stirred, so that a remainder of any size is fair. */
  #bucket(hash: number): number {
    let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
    return ((h ^ (h >>> 15)) >>> 0) % this.#file.buckets;
  }
}
