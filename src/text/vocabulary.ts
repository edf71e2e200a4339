/**
 * Pieces and merges of a tokenizer.json, checked as they are read. A cold isolate does this before its first answer, in
 * code that is not compiled yet: plain loops over the file's own objects, no copy of them.
 */
import { BYTE_CHARACTERS, checkSpellings } from './byte-alphabet.ts';
import type { TokenizerFile } from './tokenizer-file.ts';

type Vocab = TokenizerFile['model']['vocab'];

/** Spelling of each token in the byte alphabet, the start token's name included. Throws a RangeError for a wrong piece. */
export function readPieces(vocab: Vocab): string[] {
  const spellings = Object.keys(vocab);
  const size = spellings.length;
  const pieces: string[] = new Array(size);
  for (let i = 0; i < size; i++) {
    const spelling = spellings[i]!;
    const id = vocab[spelling]!;
    if (!Number.isInteger(id) || id < 0 || id >= size || pieces[id] !== undefined) {
      throw new RangeError(`piece ${JSON.stringify(spelling)}: id ${id} is taken or not below ${size}`);
    }
    pieces[id] = spelling;
  }
  checkSpellings(pieces);
  return pieces;
}

/** Token of each byte, `[256]`. */
export function byteTokens(vocab: Vocab): Int32Array {
  return Int32Array.from(BYTE_CHARACTERS, (piece) => tokenOf(vocab, piece));
}

/** Tokens `left, right, merged` of each merge, `[3 * merges]`. Throws a RangeError that names a wrong merge. */
export function readMerges({ vocab, merges }: TokenizerFile['model'], pieces: readonly string[]): Int32Array {
  const tokens = new Int32Array(3 * merges.length);
  let merged = 0;
  for (let rank = 0; rank < merges.length; rank++) {
    const merge = merges[rank];
    if (!Array.isArray(merge) || merge.length !== 2) {
      throw new RangeError(`merge ${JSON.stringify(merge)}: wanted a pair of pieces`);
    }
    // Not taken apart by a pattern, which would walk an iterator.
    const left = merge[0];
    const right = merge[1];
    tokens[3 * rank] = tokenOf(vocab, left);
    tokens[3 * rank + 1] = tokenOf(vocab, right);
    // Ids mostly follow the merges: to look at the next piece is cheaper than to look a joined string up.
    merged++;
    if (!isJoined(pieces[merged], left, right)) merged = tokenOf(vocab, left + right);
    tokens[3 * rank + 2] = merged;
  }
  return tokens;
}

function isJoined(piece: string | undefined, left: string, right: string): boolean {
  return (
    piece !== undefined &&
    piece.length === left.length + right.length &&
    piece.startsWith(left) &&
    piece.endsWith(right)
  );
}

function tokenOf(vocab: Vocab, piece: unknown): number {
  // What every object inherits, `constructor`, is no number.
  const token: unknown = typeof piece === 'string' ? vocab[piece] : undefined;
  if (typeof token !== 'number') {
    throw new RangeError(`piece ${JSON.stringify(piece)} is not in the vocabulary`);
  }
  return token;
}
