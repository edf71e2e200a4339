/**
 * A list of suggestions beside the text, of which those are seen whose confidence is at least a threshold. Recall: at
 * each word's start, is the word first, or among three? Keys: before each character of a word, the first included, a
 * right suggestion is taken with one key, which also types the space after the word; all else is one key a character.
 */
import type { CaretPlace } from '../../calibrate/carets.ts';
import { type SampleDocument, sampleWords } from '../../calibrate/sample.ts';
import type { Word } from '../../calibrate/words.ts';
import type { Shown } from './search.ts';

export interface ListCounts {
  words: number;
  /** Words that are the first suggestion at their start. */
  first: number;
  three: number;
  characters: number;
  /** Keys by the number of suggestions shown. */
  keys: { 1: number; 3: number };
}

/** Follows the carets of one document. */
export class ListReader {
  readonly counts: ListCounts;
  readonly #threshold: number;
  readonly #document: SampleDocument;
  readonly #words: Word[];
  /** The word at or after the last caret, and how much of it is still to be found. */
  #word = 0;
  #found: { 1: boolean; 3: boolean } = { 1: false, 3: false };

  constructor(document: SampleDocument, threshold: number) {
    this.#threshold = threshold;
    this.#document = document;
    this.#words = sampleWords(document);
    const characters = [...document.text.slice(0, document.length)].length;
    this.counts = { words: 0, first: 0, three: 0, characters, keys: { 1: characters, 3: characters } };
  }

  /** Whether the caret at `at` is at a word's start or inside it, and the word has not been found with both. */
  asks(at: number): boolean {
    while (this.#word < this.#words.length && at >= this.#words[this.#word].end) {
      this.#word++;
      this.#found = { 1: false, 3: false };
    }
    const word = this.#words[this.#word];
    return word !== undefined && at >= word.start && !(this.#found[1] && this.#found[3]);
  }

  /** What is shown at a caret that was asked about. */
  see({ at }: CaretPlace, suggestions: readonly Shown[]): void {
    const word = this.#words[this.#word];
    const rest = word.text.slice(at - word.start);
    const seen = suggestions.filter(({ confidence }) => confidence >= this.#threshold);
    const rank = seen.findIndex(({ text }) => text === rest);
    if (at === word.start) {
      this.counts.words++;
      if (rank === 0) this.counts.first++;
      if (rank >= 0) this.counts.three++;
    }
    if (rank === 0) this.#take(1, rest, word);
    if (rank >= 0) this.#take(3, rest, word);
  }

  #take(shown: 1 | 3, rest: string, word: Word): void {
    if (this.#found[shown]) return;
    this.#found[shown] = true;
    const { text, length } = this.#document;
    const space = word.end < length && text[word.end] === ' ' ? 1 : 0;
    this.counts.keys[shown] -= [...rest].length + space - 1;
  }
}
