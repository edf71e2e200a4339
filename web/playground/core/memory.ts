/** A model's memory along a text, for the eye. */
import type { Trace } from '../../local/trace.ts';

/** Numbers of all vectors together. */
export const widthOf = ({ sizes }: Pick<Trace, 'sizes'>): number =>
  sizes.reduce((sum, size) => sum + size, 0);

/** The memory after one token, `[width]`: a view. */
export function rowOf(trace: Trace, token: number): Float32Array {
  const width = widthOf(trace);
  return trace.values.subarray(token * width, (token + 1) * width);
}

/** One number of the memory after each token, `[pieces]`. */
export function neuronOf(trace: Trace, neuron: number): Float32Array {
  const width = widthOf(trace);
  return Float32Array.from(trace.pieces, (_, token) => trace.values[token * width + neuron]!);
}

/** Which vector a number belongs to, and its index in there; both from 0. */
export function placeOf({ sizes }: Pick<Trace, 'sizes'>, neuron: number): { vector: number; index: number } {
  let index = neuron;
  let vector = 0;
  while (vector < sizes.length - 1 && index >= sizes[vector]!) index -= sizes[vector++]!;
  return { vector, index };
}

/** Root of the mean square. */
function scaleOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / Math.max(1, values.length));
}

/** Values between -1 and 1: twice the root mean square is far out. Zeros stay zeros. */
export function squashed(values: ArrayLike<number>): Float32Array {
  const scale = scaleOf(values) || 1;
  return Float32Array.from(values, (value) => Math.tanh(value / (2 * scale)));
}

/** The memory after one token, each vector squashed by itself: their units differ. */
export function squashedRow(trace: Trace, token: number): Float32Array {
  const row = rowOf(trace, token);
  const squashedValues = new Float32Array(row.length);
  let at = 0;
  for (const size of trace.sizes) {
    squashedValues.set(squashed(row.subarray(at, at + size)), at);
    at += size;
  }
  return squashedValues;
}

/** The number that varies most along a text, by its own vector's scale: worth a first look. */
export function liveliest(trace: Trace): number {
  const width = widthOf(trace);
  const { length } = trace.pieces;
  let best = 0;
  let most = -1;
  for (let neuron = 0; neuron < width; neuron++) {
    const values = neuronOf(trace, neuron);
    const mean = values.reduce((sum, value) => sum + value, 0) / length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length;
    // Of numbers in a narrow range, how far they swing in it.
    const swing = variance / (1e-6 + Math.max(...values.map(Math.abs)) ** 2);
    if (swing > most) [best, most] = [neuron, swing];
  }
  return best;
}

/** A word of the text that the cache has made likelier. */
export interface RaisedWord {
  word: string;
  /** What its odds were multiplied by, all its tokens together. */
  times: number;
}

/** The words of a text whose tokens are raised, the most raised first. */
export function raisedWords(
  { pieces, raised }: Pick<Trace, 'pieces' | 'raised'>,
  most: number,
): RaisedWord[] {
  const timesOf = new Map(raised.map(({ text, times }) => [text, times]));
  const words = new Map<string, number>();
  let word = '';
  let times = 1;
  const end = () => {
    const name = word.trim();
    if (/\p{L}|\p{N}/u.test(name) && times > 1) words.set(name, Math.max(times, words.get(name) ?? 0));
    word = '';
    times = 1;
  };
  for (const piece of pieces) {
    if (!/^[\p{L}\p{N}'’]/u.test(piece)) end();
    word += piece;
    times *= timesOf.get(piece) ?? 1;
  }
  end();
  return [...words]
    .map(([word, times]) => ({ word, times }))
    .sort((a, b) => b.times - a.times)
    .slice(0, most);
}

/**
 * How far the memories of two texts are apart after each token of their common end, the first of it first: the norm of
 * the difference over the mean norm of the two, 0 for the same memory. It is what is left of a difference so many tokens back.
 */
export function lingering(one: Trace, other: Trace): number[] {
  let common = 0;
  const fromEnd = ({ pieces }: Trace, back: number) => pieces[pieces.length - 1 - back];
  const shorter = Math.min(one.pieces.length, other.pieces.length) - 1;
  while (common < shorter && fromEnd(one, common) === fromEnd(other, common)) common++;
  return Array.from({ length: common }, (_, i) => {
    const back = common - 1 - i;
    return apart(rowOf(one, one.pieces.length - 1 - back), rowOf(other, other.pieces.length - 1 - back));
  });
}

function apart(one: Float32Array, other: Float32Array): number {
  let difference = 0;
  let norms = 0;
  for (let i = 0; i < one.length; i++) {
    difference += (one[i]! - other[i]!) ** 2;
    norms += one[i]! ** 2 + other[i]! ** 2;
  }
  return norms === 0 ? 0 : Math.sqrt(difference / (norms / 2));
}
