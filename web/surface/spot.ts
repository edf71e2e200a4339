/** Where a ghost goes. */

/** In the pixels of the viewport, as `getBoundingClientRect` gives them; fractions count. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a layer begins in the viewport, and how many pixels of it are one of the layer. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** A rectangle as it is seen from another place: from pixels of the viewport to those of a layer, for example. */
export const relativeTo = (
  rect: Rect,
  { left, top, scale = 1 }: Pick<Frame, 'left' | 'top'> & Partial<Frame>,
): Rect => ({
  left: (rect.left - left) / scale,
  top: (rect.top - top) / scale,
  right: (rect.right - left) / scale,
  bottom: (rect.bottom - top) / scale,
});

export interface Spot {
  /** The caret, without width. */
  readonly caret: Rect;
  /** The glyphs of the ghost's first line, as they will stand once it is accepted; undefined where it has no place. */
  readonly first: Rect | undefined;
  /** The lines of the text: between these edges the ghost is wrapped. */
  readonly lines: Pick<Rect, 'left' | 'right'>;
  /** What of the place can be seen. */
  readonly clip: Rect;
  /** The lines run from right to left. */
  readonly rightToLeft: boolean;
  /** Of the text around the caret. */
  readonly style: CSSStyleDeclaration;
  /** Pixels of the viewport in one CSS pixel of the text. */
  readonly scale: number;
}

export function intersect(a: Rect, b: Rect): Rect {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

const parentOf = (node: Element): Element | null =>
  node.assignedSlot ?? node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null;

/** What can be seen of `rect`, a part of `element`: less what its ancestors cut off. */
export function visiblePart(rect: Rect, element: Element): Rect {
  let seen = rect;
  for (let node = parentOf(element); node; node = parentOf(node)) {
    const { overflowX, overflowY, display } = getComputedStyle(node);
    if (display === 'contents' || (overflowX === 'visible' && overflowY === 'visible')) continue;
    // The root's overflow is the viewport's.
    if (node === document.documentElement || node === document.body) continue;
    seen = intersect(seen, node.getBoundingClientRect());
  }
  return seen;
}
