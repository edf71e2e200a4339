/**
 * How a text is spelled, as far as it has been read: what the answer to it is spelled by, and all that reading must know
 * to go on where it stopped. The same text is spelled in many ways by phones, editors and other systems; a model knows
 * one of them (as-read.ts) and its answer is put into the writer's (as-written.ts).
 */

/** How a writer spells. */
export interface Spelling {
  /** The last apostrophe or quote was a curly one. */
  curly: boolean;
  newline: '\n' | '\r\n' | '\r';
  /** The last letter or digit was a full-width one. */
  wide: boolean;
  /** The last letter with a mark was written as two characters (NFD). */
  decomposed: boolean;
  /** What the text ends with: a blank after a blank, and a line feed after a carriage return, are one with it. */
  last: 'blank' | 'return' | 'other';
  /** Where a quote that comes next would open: at a start, after a blank, a line end or a bracket. */
  opens: boolean;
  capitals: Capitals;
}

/** Whether words are written in capitals throughout. */
export interface Capitals {
  /** They are: words are read in small letters and answered in capitals. */
  on: boolean;
  /** Words in capitals, of two letters or more, at the end of the text; 2 for more. */
  run: 0 | 1 | 2;
  /** Every word of the text so far is in capitals. */
  only: boolean;
  /** There is a word of two letters or more. */
  begun: boolean;
  /** The next word begins a sentence. */
  sentence: boolean;
}

/** Of a text of which nothing has been read. */
export const UNREAD: Spelling = {
  curly: false,
  newline: '\n',
  wide: false,
  decomposed: false,
  last: 'other',
  opens: true,
  capitals: { on: false, run: 0, only: true, begun: false, sentence: true },
};

const NEWLINES = ['\n', '\r\n', '\r'] as const;
const LAST = ['other', 'blank', 'return'] as const;
const RUNS = [0, 1, 2] as const;

/** A spelling in 16 bits. */
export function packSpelling({ curly, newline, wide, decomposed, last, opens, capitals }: Spelling): number {
  const flags = [
    curly,
    wide,
    decomposed,
    opens,
    capitals.on,
    capitals.only,
    capitals.begun,
    capitals.sentence,
  ];
  const packed = flags.reduce((bits, flag, i) => bits | (Number(flag) << i), 0);
  return (
    packed |
    (NEWLINES.indexOf(newline) << 8) |
    (LAST.indexOf(last) << 10) |
    (RUNS.indexOf(capitals.run) << 12)
  );
}

/** The inverse of `packSpelling`. Undefined for bits that no spelling has. */
export function unpackSpelling(bits: number): Spelling | undefined {
  const flag = (i: number): boolean => ((bits >> i) & 1) === 1;
  const newline = NEWLINES[(bits >> 8) & 3];
  const last = LAST[(bits >> 10) & 3];
  const run = RUNS[bits >> 12];
  if (newline === undefined || last === undefined || run === undefined) return undefined;
  return {
    curly: flag(0),
    wide: flag(1),
    decomposed: flag(2),
    opens: flag(3),
    newline,
    last,
    capitals: { on: flag(4), only: flag(5), begun: flag(6), sentence: flag(7), run },
  };
}
