/**
 * Slurs and threats that a completion steps around. Asked of each token before it is said: would a listed word or phrase
 * stand at a word's end then, or at the end of what is said? Words are whole ones: nothing inside another word is met.
 * What stood there before is the writer's own and is not judged, but a word or phrase that it begins may not be ended.
 */
import { finishedText } from '../text/finished-text.ts';
import { join } from '../text/join.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream, unfinishedCharacter } from '../text/utf8-stream.ts';
import { endsInListed, type Listed, plainest } from './entries.ts';

/** Characters that are looked back at: more than the longest phrase. */
const REACH = 80;
/** Tokens that say as much, unless they are single bytes. */
const TOKENS_BACK = 40;
/** Words with nothing but blanks and apostrophes between them: a phrase ends at any other sign. */
const RUN = /\p{L}+(?:[\s'\u2019]+\p{L}+)*/gu;

/** Follows one text. */
export class Manners {
  readonly #listed: Listed;
  /** The end of the text so far, in its plainest spelling. */
  #text = '';
  /** Bytes of a character that has begun. */
  #open: Uint8Array = new Uint8Array(0);

  /** `before`: the text that is gone on with, in UTF-8. */
  constructor(listed: Listed, before: Uint8Array) {
    this.#listed = listed;
    this.push(before);
  }

  /** After a text of which `recent` are the last tokens, and `unfinished` the bytes that come after them. */
  static after(
    { recent, unfinished }: { recent: readonly number[]; unfinished?: Uint8Array },
    listed: Listed,
    tokenizer: Pick<Tokenizer, 'bytesOf'>,
  ): Manners {
    const pieces = recent.slice(-TOKENS_BACK).map((token) => tokenizer.bytesOf(token));
    const before = pieces.reduce(join, new Uint8Array(0));
    return new Manners(listed, unfinished ? join(before, unfinished) : before);
  }

  /** Bytes were said. */
  push(bytes: Uint8Array): void {
    this.#text = (this.#text + this.#read(bytes)).slice(-REACH);
    this.#open = unfinishedCharacter(join(this.#open, bytes));
  }

  /** Whether `bytes` must not be said next. */
  refuses(bytes: Uint8Array): boolean {
    const more = this.#read(bytes);
    // A blank or a sign ends no word that was not looked at when its last letter came.
    if (!/\p{L}/u.test(more)) return false;
    const before = this.#text.length;
    for (const { 0: run, index } of (this.#text + more).matchAll(RUN)) {
      if (index + run.length <= before) continue;
      const words: string[] = [];
      for (const { 0: word, index: at } of run.matchAll(/\p{L}+/gu)) {
        words.push(word);
        if (index + at + word.length > before && endsInListed(words, this.#listed)) return true;
      }
    }
    return false;
  }

  /** What `bytes` add, in its plainest spelling. */
  #read(bytes: Uint8Array): string {
    const all = join(this.#open, bytes);
    return plainest(finishedText(all)?.text ?? new Utf8Stream().push(all));
  }
}
