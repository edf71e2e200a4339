/**
 * A text as a model reads it: the spelling of the corpora it has learned from. They are composed (NFC) and have straight
 * quotes, one kind of blank, never two of them together, and line feeds; what phones, editors and other systems write in
 * their place is read as that. Reading goes forward only: what is read of a beginning stays, whatever comes after it, so
 * it can be gone on with from the spelling at any point.
 */
import { readCapitals } from './capitals.ts';
import type { Spelling } from './spelling.ts';
import { UNREAD } from './spelling.ts';

/** A text as a model reads it. */
export interface Reading {
  /** As the model knows it. */
  text: string;
  /** Of the text so far. */
  spelling: Spelling;
  /** Where the character at `at` of `text` comes from in what was read, in UTF-16 units; ends map to ends. */
  sourceOf(at: number): number;
}

/**
 * A character with its marks, or a syllable of Hangul in its parts: no normal form reaches beyond. Joiners and tags belong to
 * the emoji or the letter before them, unless it is Latin.
 */
const SEGMENT =
  /\r\n|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uac00-\ud7a3][\u11a8-\u11c2]?|[^\0-\u024f\u1e00-\u206f\ufb00-\ufb06\uff00-\uffef\p{M}\p{DI}]\p{M}*[\u200c-\u200d\u{e0020}-\u{e007f}]+|\P{M}\p{M}*|\p{M}+/gsu;
const JOINED = /\p{DI}$/u;
const PLAIN = /^(?: ?[\n\x21-\x7e])* ?$/;
const BLANK = /^[\t\v\f \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]$/;
const LINE_END = /^(?:\r\n|[\r\n\u0085\u2028\u2029])$/;
/** Soft hyphens, byte order marks, joiners, marks of direction: they show nothing (Unicode's Default_Ignorable_Code_Point). */
const NOTHING = /^\p{DI}$/u;
/** Full-width signs and letters, and ligatures of Latin letters: what compatibility decomposition is meant for. */
const COMPATIBLE = /[\uff01-\uff5e\uffe0-\uffe6\ufb00-\ufb06]/;
const WIDE_LETTER = /^[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/;
const LETTER = /^[A-Za-z0-9]/;
const OPENING = /[\s([{<\u2014]$/;

/** Signs that have another one in the corpora. */
const SIGNS: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u02bc': "'",
  '\u00b4': "'",
  '\u2032': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2212': '-',
  '\u2026': '...',
};

/** Reads `text` after a text of which `before` is the spelling. Total: any string is read. */
export function readAsKnown(text: string, before: Spelling = UNREAD): Reading {
  const known =
    PLAIN.test(text) && before.last === 'other' ? readPlain(text, before) : readSigns(text, before);
  const { text: read, capitals } = readCapitals(known.text, before.capitals);
  return { ...known, text: read, spelling: { ...known.spelling, capitals } };
}

/** A text of which only a part is known, a stop string or what comes after the caret: blanks and capitals stay. */
export function knownSigns(text: string): string {
  return Array.from(text.matchAll(SEGMENT), ([segment]) =>
    /^[\t ]$/.test(segment) ? segment : readSegment(segment, { ...UNREAD }),
  ).join('');
}

/** Most texts: nothing in them is read as anything else. */
function readPlain(text: string, before: Spelling): Reading {
  const spelling = { ...before };
  if (/['"]/.test(text)) spelling.curly = false;
  if (text.includes('\n')) spelling.newline = '\n';
  if (/[A-Za-z0-9]/.test(text)) spelling.wide = false;
  if (text !== '') {
    spelling.last = text.endsWith(' ') ? 'blank' : 'other';
    spelling.opens = OPENING.test(text);
  }
  return { text, spelling, sourceOf: (at) => at };
}

function readSigns(text: string, before: Spelling): Reading {
  const spelling = { ...before };
  const sources: number[] = [];
  let read = '';
  for (const { 0: segment, index } of text.matchAll(SEGMENT)) {
    const known = readSegment(segment, spelling);
    // A sign and its mark are two runs to a tokenizer: where nothing is changed, each comes from its own place.
    const isWhole = known !== segment || JOINED.test(known);
    for (let i = 0; i < known.length; i++) sources.push(isWhole ? index : index + i);
    read += known;
    if (known !== '') spelling.opens = OPENING.test(known);
  }
  return { text: read, spelling, sourceOf: (at) => sources[at] ?? text.length };
}

/** What is read of one segment; `spelling` learns from it. */
function readSegment(segment: string, spelling: Spelling): string {
  if (NOTHING.test(segment)) return '';
  if (BLANK.test(segment)) {
    const again = spelling.last === 'blank';
    spelling.last = 'blank';
    return again ? '' : ' ';
  }
  if (LINE_END.test(segment)) return readLineEnd(segment, spelling);
  spelling.last = 'other';
  if (WIDE_LETTER.test(segment)) spelling.wide = true;
  else if (LETTER.test(segment)) spelling.wide = false;
  const sign = SIGNS[segment];
  if (sign !== undefined || segment === "'" || segment === '"') {
    // An accent is neither straight nor curly: what is said stays as it was.
    if (sign !== '-' && sign !== '...' && segment !== '\u00b4') spelling.curly = sign !== undefined;
    return sign ?? segment;
  }
  const composed = (COMPATIBLE.test(segment) ? segment.normalize('NFKC') : segment).normalize('NFC');
  if (segment.length > 1 && composed !== segment) spelling.decomposed = true;
  else if (composed > '\x7f' && composed.normalize('NFD') !== composed) spelling.decomposed = false;
  return composed;
}

function readLineEnd(segment: string, spelling: Spelling): string {
  if (segment === '\n' && spelling.last === 'return') {
    spelling.last = 'other';
    spelling.newline = '\r\n';
    return '';
  }
  spelling.last = segment === '\r' ? 'return' : 'other';
  spelling.newline = segment === '\r' || segment === '\r\n' ? segment : '\n';
  return '\n';
}
