/** A text in pieces, those that weighed with how much. */

/** What an explanation says of a word; places count Unicode characters. */
export interface Weighed {
  start: number;
  end: number;
  text: string;
  weight: number;
}

/** A piece of the text. */
export interface Piece {
  text: string;
  /** Absent where nothing weighed. */
  weight?: number;
  /** 0 (all against) to 8 (all for), 4 for nothing: as the colours of style.css are numbered. */
  level?: number;
}

const MIDDLE = 4;

/** The pieces in order; together they are the text. Words that overlap an earlier one are left out. */
export function piecesOf(text: string, words: readonly Weighed[]): Piece[] {
  const characters = [...text];
  const most = Math.max(...words.map(({ weight }) => Math.abs(weight)), Number.MIN_VALUE);
  const pieces: Piece[] = [];
  let at = 0;
  const plain = (end: number) => {
    if (end > at) pieces.push({ text: characters.slice(at, end).join('') });
  };
  for (const { start, end, weight } of words.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    plain(start);
    pieces.push({ text: characters.slice(start, end).join(''), weight, level: levelOf(weight / most) });
    at = end;
  }
  plain(characters.length);
  return pieces;
}

/** Of a weight between -1 and 1: away from the middle as soon as it weighs at all. */
function levelOf(share: number): number {
  if (share === 0) return MIDDLE;
  return MIDDLE + Math.sign(share) * Math.max(1, Math.round(MIDDLE * Math.abs(share)));
}

/** A weight as it is read: `+0.42`, with a minus that is as wide. */
export const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}`;
