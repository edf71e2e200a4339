/** Ends a completion where a person would: after a word, a sentence or a line. */

/** Where a completion may end of itself. */
export type StopAt = 'word' | 'sentence' | 'line';

const WORD_CHARACTER = '\\p{L}\\p{M}\\p{N}';
const HAS_WORD = new RegExp(`[${WORD_CHARACTER}]`, 'u');
/** The rest of a word or a whole one, with what stands before it; it is over when the next character is known not to be its own. */
const FIRST_WORD = new RegExp(
  `^[^${WORD_CHARACTER}]*[${WORD_CHARACTER}]+(?:['\\u2019][${WORD_CHARACTER}]+)*` +
    `(?!['\\u2019]?(?:[${WORD_CHARACTER}]|$))`,
  'u',
);
/** A full stop with the quotes and brackets that close after it, before a space; or the end of a paragraph. */
const SENTENCE_END = /[.!?\u2026]["'\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f]|\n/gu;

/** A full stop that has yet to be followed by a space. */
const SENTENCE_MARK = /[.!?\u2026]["'\u201d\u2019)\]]*$/;

/**
 * A short text with the same endings as `text`, which has not ended: the same next pieces end both, after as many
 * characters. So endings are computed for a few tails (`a`, `a'`, `a.`, empty), not for each text.
 */
export function tailOf(stopAt: StopAt, text: string): string {
  if (stopAt === 'line' || text === '') return '';
  if (stopAt === 'sentence') return SENTENCE_MARK.test(text) ? 'a.' : text.trim() === '' ? '' : 'a';
  if (!HAS_WORD.test(text)) return '';
  return /['\u2019]$/.test(text) ? "a'" : 'a';
}

/** Characters of `text` up to its boundary; undefined until that has come. */
export function endOf(stopAt: StopAt, text: string): number | undefined {
  if (stopAt === 'word') return FIRST_WORD.exec(text)?.[0].length;
  if (stopAt === 'line') {
    const at = text.indexOf('\n');
    return at < 0 ? undefined : at;
  }
  for (const { 0: mark, index } of text.matchAll(SENTENCE_END)) {
    const end = mark === '\n' ? index : index + mark.length;
    if (text.slice(0, end).trim() !== '') return end;
  }
  return undefined;
}

/** Watches text go by until the boundary has come. */
export class BoundaryMatcher {
  readonly #stopAt: StopAt;
  #text = '';
  #shown = 0;

  constructor(stopAt: StopAt) {
    this.#stopAt = stopAt;
  }

  /** Adds text; returns what is safe to show. `last` says that no more comes, `ended` that no more is wanted. */
  push(text: string, last: boolean): { text: string; ended: boolean } {
    this.#text += text;
    const end = endOf(this.#stopAt, this.#text);
    // An apostrophe is a part of a word only if a letter follows.
    const waits = !last && this.#stopAt === 'word' && /['\u2019]$/.test(this.#text) ? 1 : 0;
    const safe = end ?? this.#text.length - waits;
    const shown = this.#text.slice(this.#shown, safe);
    this.#shown = Math.max(this.#shown, safe);
    return { text: shown, ended: end !== undefined };
  }
}
