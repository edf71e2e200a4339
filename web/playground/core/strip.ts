/** A model's memory as a picture: a pixel a number, lines for each vector. */

import type { Trace } from '../../local/trace.ts';
import { squashedRow } from './memory.ts';

/** Pixels of a line at most. */
const LINE = 384;

/** Where each vector stands in the picture. */
export interface Layout {
  width: number;
  height: number;
  /** First line of each vector. */
  tops: number[];
}

/** Each vector begins a line of its own; a line is left empty between two. */
export function layOut(sizes: readonly number[]): Layout {
  const width = Math.min(LINE, Math.max(1, ...sizes));
  const tops: number[] = [];
  let height = 0;
  for (const size of sizes) {
    tops.push(height);
    height += Math.ceil(size / width) + 1;
  }
  return { width, height: Math.max(1, height - 1), tops };
}

/** The number at a point of the picture; undefined between the vectors. */
export function numberAt(sizes: readonly number[], x: number, y: number): number | undefined {
  const { width, tops } = layOut(sizes);
  let before = 0;
  for (const [vector, size] of sizes.entries()) {
    const index = (y - tops[vector]!) * width + x;
    if (y >= tops[vector]! && index < size && y < tops[vector]! + Math.ceil(size / width))
      return before + index;
    before += size;
  }
  return undefined;
}

/** Red, green and blue of a value from -1, blue, over 0, the ground, to 1, orange. */
export function colourOf(value: number, dark: boolean): [number, number, number] {
  const ground = dark ? [20, 22, 26] : [255, 255, 255];
  const far = value < 0 ? (dark ? [110, 165, 255] : [20, 70, 190]) : dark ? [255, 170, 90] : [190, 85, 0];
  const share = Math.min(1, Math.abs(value));
  return ground.map((from, i) => Math.round(from + share * (far[i]! - from))) as [number, number, number];
}

/** `[height, width, 4]`, for a canvas: the memory after one token. */
export function pixels(trace: Trace, token: number, dark: boolean): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, tops } = layOut(trace.sizes);
  const values = squashedRow(trace, token);
  const picture = new Uint8ClampedArray(4 * width * height);
  let at = 0;
  for (const [vector, size] of trace.sizes.entries()) {
    for (let i = 0; i < size; i++) {
      picture.set([...colourOf(values[at++]!, dark), 255], 4 * (tops[vector]! * width + i));
    }
  }
  return picture;
}

/** Steps of colour of a text that is coloured by a number: 0 low, 4 near 0, 8 high. */
export const stepOf = (squashed: number): number => Math.round(4 + 4 * Math.max(-1, Math.min(1, squashed)));
