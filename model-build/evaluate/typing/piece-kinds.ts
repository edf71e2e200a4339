/** What each piece of a vocabulary does to a word that has begun. */
import { finishedText } from '../../../src/text/finished-text.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { mayBecomeWord } from '../../calibrate/words.ts';

const SPACE = 0x20;

export interface PieceKinds {
  /** Bytes of each piece. */
  bytes: Uint8Array[];
  /** Pieces that end the word before them: spaces, signs, the start of another document. A lone apostrophe does. */
  endings: number[];
  /** Pieces that may go on with a word: letters, digits, apostrophes, part of a character. A lone apostrophe may. */
  continuations: number[];
  /** Pieces that may begin a word: those of `continuations` without an apostrophe or half a character in front. */
  beginnings: number[];
  /** Pieces that may begin a word with the space before it: a space, then nothing or what may begin a word. */
  spacedBeginnings: number[];
}

export function pieceKinds(tokenizer: Tokenizer): PieceKinds {
  const kinds: PieceKinds = {
    bytes: [],
    endings: [],
    continuations: [],
    beginnings: [],
    spacedBeginnings: [],
  };
  for (let token = 0; token < tokenizer.size; token++) {
    const bytes = tokenizer.bytesOf(token);
    kinds.bytes.push(bytes);
    const goesOn = bytes.length > 0 && mayBePartOfWord(bytes);
    if (goesOn) kinds.continuations.push(token);
    if (goesOn && mayBeginWord(bytes)) kinds.beginnings.push(token);
    if (bytes[0] === SPACE && mayBeginWord(bytes.subarray(1))) kinds.spacedBeginnings.push(token);
    if (!goesOn || isApostrophe(bytes)) kinds.endings.push(token);
  }
  return kinds;
}

/** Whether bytes may stand inside a word: an apostrophe may come first, and characters may be cut at both ends. */
function mayBePartOfWord(bytes: Uint8Array): boolean {
  let from = 0;
  while (from < bytes.length && (bytes[from] & 0xc0) === 0x80) from++;
  const decoded = finishedText(bytes.subarray(from));
  return decoded !== undefined && mayBecomeWord(decoded.text.replace(/^['’]/, ''));
}

function mayBeginWord(bytes: Uint8Array): boolean {
  const decoded = finishedText(bytes);
  return decoded !== undefined && mayBecomeWord(decoded.text);
}

function isApostrophe(bytes: Uint8Array): boolean {
  const text = finishedText(bytes)?.text;
  return text === "'" || text === '’';
}
