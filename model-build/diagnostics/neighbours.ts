/** Which pieces a network holds to be alike: those whose rows of the table point the same way. */
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { Weight } from '../network/spec.ts';

export interface Neighbours {
  word: string;
  /** The nearest first. */
  nearest: { word: string; cosine: number }[];
}

/** A space, then letters: most often a whole word. */
const WORD = /^ \p{L}{3,}$/u;

/**
 * For each of `words` that is one piece with its space, the `count` word pieces nearest by cosine. Without `words`,
 * the first `most` word pieces of the vocabulary, which are the commonest. table `[vocabulary, embedding]`.
 */
export function neighbours(
  tokenizer: Tokenizer,
  table: Weight,
  { words, most = 12, count = 6 }: { words?: readonly string[]; most?: number; count?: number },
): Neighbours[] {
  const [vocabulary, width] = table.shape;
  const texts = Array.from({ length: vocabulary }, (_, token) => tokenizer.decode([token]));
  const pieces = [...texts.keys()].filter((token) => WORD.test(texts[token]));
  const rows = new Map(pieces.map((token) => [token, unit(table.values, token * width, width)]));
  const chosen = words ? words.map((word) => texts.indexOf(` ${word}`)) : pieces.slice(0, most);
  return chosen.flatMap((token) => {
    const row = rows.get(token);
    if (!row) return [];
    const nearest = pieces
      .filter((other) => other !== token)
      .map((other) => ({ word: texts[other].slice(1), cosine: dot(row, rows.get(other)!) }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, count);
    return [{ word: texts[token].slice(1), nearest }];
  });
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** A row at length 1. */
function unit(values: Float32Array, from: number, width: number): Float32Array {
  const row = values.slice(from, from + width);
  const length = Math.sqrt(dot(row, row)) || 1;
  return row.map((value) => value / length);
}
