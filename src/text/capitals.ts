/**
 * Words in capitals throughout are read in small letters: a model has seen few of them, and knows what they say by their
 * other spelling. A single one is a name or an abbreviation and stays. So reading changes over at the third in a row, or
 * at the second where the text has no other words, or at the first of a text if it is too long for an abbreviation.
 */
import type { Capitals } from './spelling.ts';
import { SPLIT_PATTERN, splitText } from './words.ts';

const LONG = 4;
const RUNS = new RegExp(SPLIT_PATTERN, 'gu');
const WORD = /^ ?[\p{L}\p{M}]/u;
const TWO_CAPITALS = /\p{Lu}\p{M}*['\u2019]?\p{Lu}/u;
const TWO_LETTERS = /\p{L}\p{M}*['\u2019]?\p{L}/u;
const NO_CAPITAL = /[\p{Ll}\p{Lo}\p{Lm}\p{Lt}]/u;
const AFTER_LAST_WORD = /[^\p{L}\p{M}\p{N}]*$/u;
const SENTENCE_END = /[.!?\n]/;
const CAPITALS = /^ ?(?:\p{Lu}\p{M}*['\u2019]?)+$/u;
const ONE_LETTER = /^ ?\P{M}\p{M}*$/u;

/** `text` is as the model knows it otherwise. It keeps its length. */
export function readCapitals(text: string, before: Capitals): { text: string; capitals: Capitals } {
  if (!before.on && !TWO_CAPITALS.test(text)) return { text, capitals: afterOthers(text, before) };
  const capitals = { ...before };
  let read = '';
  for (const run of splitText(text, RUNS)) {
    if (!WORD.test(run)) {
      if (SENTENCE_END.test(run)) capitals.sentence = true;
      else if (/\p{N}/u.test(run)) capitals.sentence = false;
      read += run;
      continue;
    }
    read += readWord(run, capitals);
    capitals.sentence = false;
  }
  return { text: read, capitals };
}

/** What is read of a word, with its leading space; `capitals` learns from it. */
function readWord(word: string, capitals: Capitals): string {
  const small = word.toLowerCase();
  const isCapitals = CAPITALS.test(word) && small.length === word.length && small.toUpperCase() === word;
  const isLetter = ONE_LETTER.test(word);
  if (!isCapitals) {
    Object.assign(capitals, { on: false, run: 0, only: false, begun: capitals.begun || !isLetter });
    return word;
  }
  if (!isLetter) {
    const alone = capitals.only && (capitals.begun || word.trimStart().length >= LONG);
    capitals.on ||= capitals.run === 2 || alone;
    capitals.run = capitals.run === 0 ? 1 : 2;
    capitals.begun = true;
  }
  return capitals.on ? inSentence(small, capitals.sentence) : word;
}

/** A word in small letters, but for those that are written large in any sentence. */
function inSentence(small: string, isFirst: boolean): string {
  const large = isFirst || /^ ?i(?:$|['\u2019])/.test(small);
  return large ? small.replace(/\p{L}/u, (letter) => letter.toUpperCase()) : small;
}

/** After a text without a word in capitals, in which nothing is read as anything else. */
function afterOthers(text: string, before: Capitals): Capitals {
  const tail = AFTER_LAST_WORD.exec(text)![0];
  const sentence = SENTENCE_END.test(tail) || (tail === text && before.sentence);
  const begun = before.begun || TWO_LETTERS.test(text);
  // A lone capital says nothing of the others.
  if (!TWO_LETTERS.test(text) && !NO_CAPITAL.test(text)) return { ...before, sentence };
  return { on: false, run: 0, only: false, begun, sentence };
}
