/** Words, as every word-wise figure counts them: maximal runs of letters, digits and inner apostrophes. */

const LETTER = '[\\p{L}\\p{M}\\p{N}]';
const PATTERN = `${LETTER}+(?:['\\u2019]${LETTER}+)*`;
const WORDS = new RegExp(PATTERN, 'gu');
const WHOLE_WORD = new RegExp(`^${PATTERN}$`, 'u');
const BEGUN_WORD = new RegExp(`^(?:${PATTERN}['\\u2019]?)?$`, 'u');

export interface Word {
  text: string;
  /** Where it begins and ends in its text, in UTF-16 units. */
  start: number;
  end: number;
}

/** Words of a text, in order. */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORDS), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/** Whether a text is one word. */
export function isWord(text: string): boolean {
  return WHOLE_WORD.test(text);
}

/** Whether a text may be the beginning of a word: nothing yet, a word, or a word and an apostrophe. */
export function mayBecomeWord(text: string): boolean {
  return BEGUN_WORD.test(text);
}
