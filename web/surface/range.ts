/** Places between the glyphs of a node. */
import type { Rect } from './spot.ts';

export function rangeOf(node: Node, from: number, to = from): Range {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

/** Where the first glyph from `from` to `to` is drawn; undefined where none has a height. */
export const glyphRect = (node: Text, from: number, to: number): Rect | undefined =>
  [...rangeOf(node, from, to).getClientRects()].find(({ height }) => height > 0);
