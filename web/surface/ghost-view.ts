/** Draws a ghost: one block as wide as the lines, pushed in to where its first glyph belongs, and cut off at the box's edges. */
import { firstGlyph } from './mirror.ts';
import type { Rect, Spot } from './spot.ts';
import { type Frame, toLocal } from './stage.ts';
import { copyTextStyle, setLength } from './text-style.ts';

/** Letters of these scripts join: a ghost's first takes the shape that it has behind another. */
const JOINING = /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}]/u;
const JOINER = '\u200d';

export class GhostView {
  readonly #clip: HTMLElement;
  readonly #ghost: HTMLElement;
  readonly #text: Text;

  constructor(layer: HTMLElement) {
    this.#clip = document.createElement('div');
    this.#clip.className = 'clip';
    this.#ghost = document.createElement('div');
    this.#ghost.setAttribute('part', 'ghost');
    this.#ghost.translate = false;
    this.#text = document.createTextNode('');
    this.#ghost.append(this.#text);
    this.#clip.append(this.#ghost);
    layer.append(this.#clip);
  }

  /** True when it could be drawn where it would be inserted. `joined`: the text before ends in a letter. */
  draw(text: string, spot: Spot, frame: Frame, joined: boolean): boolean {
    const { caret, first, clip, lines, style, rightToLeft } = spot;
    if (!first || clip.right <= clip.left || clip.bottom <= clip.top) return false;
    const ghost = this.#ghost;
    const edges = toLocal(clip, frame);
    this.#clip.style.setProperty('display', 'block');
    setLength(this.#clip, 'left', edges.left);
    setLength(this.#clip, 'top', edges.top);
    setLength(this.#clip, 'width', edges.right - edges.left);
    setLength(this.#clip, 'height', edges.bottom - edges.top);
    copyTextStyle(style, ghost);
    this.#clip.style.setProperty('color', style.color);
    // Wrapped as the box wraps; centred and justified lines are not where a ghost has a place.
    ghost.style.setProperty('text-align', 'start');
    const span = toLocal({ ...first, ...lines }, frame);
    setLength(ghost, 'width', span.right - span.left);
    const joiner = joined && JOINING.test(text) ? JOINER : '';
    // White space that hangs at the end of the line above is not drawn.
    const wrapped = first.top >= caret.bottom;
    this.#text.data = joiner + (wrapped ? text.trimStart() : text);
    const start = toLocal(wrapped ? first : caret, frame);
    setLength(ghost, 'left', span.left - edges.left);
    setLength(ghost, 'top', span.top - edges.top);
    setLength(ghost, 'text-indent', rightToLeft ? span.right - start.right : start.left - span.left);
    this.#settle(toLocal(first, frame), frame, firstGlyph(this.#text.data, joiner.length), rightToLeft);
    return true;
  }

  /** Moves the block by as much as its first glyph misses its place. */
  #settle(wanted: Rect, frame: Frame, [from, to]: [number, number], rightToLeft: boolean): void {
    const range = document.createRange();
    range.setStart(this.#text, from);
    range.setEnd(this.#text, to);
    const [rect] = [...range.getClientRects()].filter(({ height }) => height > 0);
    if (!rect) return;
    const is = toLocal(rect, frame);
    const { style } = this.#ghost;
    const onward = rightToLeft ? is.right - wanted.right : wanted.left - is.left;
    setLength(this.#ghost, 'text-indent', Number.parseFloat(style.textIndent) + onward);
    setLength(this.#ghost, 'top', Number.parseFloat(style.top) + wanted.top - is.top);
  }

  /** How wide a text is on one line, in pixels of the layer. */
  widthOf(text: string, style: CSSStyleDeclaration): number {
    const ghost = this.#ghost;
    this.#clip.style.setProperty('display', 'block');
    copyTextStyle(style, ghost);
    ghost.style.setProperty('white-space', 'pre');
    ghost.style.setProperty('width', 'max-content');
    setLength(ghost, 'text-indent', 0);
    this.#text.data = text;
    return Number.parseFloat(getComputedStyle(ghost).width);
  }

  clear(): void {
    this.#clip.style.setProperty('display', 'none');
    this.#text.data = '';
  }

  remove(): void {
    this.#clip.remove();
  }
}
