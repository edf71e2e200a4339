/**
 * Where a completion begins to say the text after the caret, and would go on otherwise: what it has said of it would stand
 * there twice. That is right at the caret, if it says the suffix's first word; inside the caret's word, if it says the
 * rest of that word; and anywhere, if it says enough of the suffix to mean it.
 */

import type { Following } from './following.ts';

/** Characters that stand in two texts by chance no more. */
const ENOUGH = 12;
/** So many are enough if they are the whole suffix. */
const ENOUGH_OF_ALL = 8;

const LETTER = '[\\p{L}\\p{M}\\p{N}]';
const WORD = `${LETTER}+(?:['\\u2019]${LETTER}+)*`;
const FIRST_WORD = new RegExp(`^[^\\p{L}\\p{M}\\p{N}]*${WORD}`, 'u');
const WORD_AT_CARET = new RegExp(`^['\\u2019]?${WORD}`, 'u');
const WORD_ENDS = new RegExp(`(?<=${LETTER})(?!${LETTER})`, 'gu');

/** Watches text go by until it has begun to say the suffix. */
export class SuffixStart {
  /** The suffix up to its first word's end. */
  readonly #firstWord: string;
  /** The rest of the word that the caret is in. */
  readonly #restOfWord: string;
  /** A beginning of the suffix that is enough wherever it is said; '' if none is. */
  readonly #enough: string;
  readonly #following: Following;
  #text: string;

  /** `atCaret`: nothing of the completion has been said before. */
  constructor(following: Following, atCaret: boolean) {
    const { text, lead } = following;
    const beginning = atCaret ? text : '';
    this.#following = following;
    this.#firstWord = FIRST_WORD.exec(beginning)?.[0] ?? '';
    this.#restOfWord = WORD_AT_CARET.exec(beginning)?.[0] ?? '';
    this.#enough = enoughOf(text);
    this.#text = lead;
  }

  /**
   * Adds text; returns what of it is no part of the suffix. `ended`: the text has begun to say the suffix, perhaps in an
   * earlier piece, whose end is the suffix's beginning: it is for SuffixTrimmer to keep that back.
   */
  push(text: string): { text: string; ended: boolean } {
    const passed = this.#text.length;
    this.#text += text;
    const begun = this.#begins();
    return { text: this.#text.slice(passed, begun), ended: begun !== undefined };
  }

  /** Where the text begins to say the suffix; undefined if it does not, or may only be about to. */
  #begins(): number | undefined {
    const { lead } = this.#following;
    const text = this.#following.seen(this.#text);
    const first = FIRST_WORD.exec(text)?.[0] ?? '';
    const firstIsWhole = first.length < text.length && !/^['\u2019]$/.test(text.slice(first.length));
    if (firstIsWhole && first !== '') {
      if (first === this.#firstWord || first === lead + this.#firstWord) return 0;
      const ownWord = WORD_AT_CARET.exec(text)?.[0] ?? '';
      if (this.#restOfWord !== '' && ownWord.endsWith(this.#restOfWord))
        return ownWord.length - this.#restOfWord.length;
    }
    const at = this.#enough === '' ? -1 : text.indexOf(this.#enough);
    return at < 0 ? undefined : at;
  }
}

function enoughOf(suffix: string): string {
  for (const { index } of suffix.matchAll(WORD_ENDS)) if (index >= ENOUGH) return suffix.slice(0, index);
  const whole = suffix.trimEnd();
  return whole.length >= ENOUGH_OF_ALL ? whole : '';
}
