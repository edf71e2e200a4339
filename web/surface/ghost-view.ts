/** Draws a ghost: one block as wide as the lines, pushed in to where its first glyph belongs, and cut off at the box's edges. */
import { make } from './make.ts';
import { firstGlyph } from './mirror.ts';
import { glyphRect } from './range.ts';
import { type Frame, type Rect, relativeTo, type Spot } from './spot.ts';
import { copyTextStyle, setStyle } from './text-style.ts';

/** Letters of these scripts join: a ghost's first takes the shape that it has behind another. */
const JOINING = /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}]/u;
const JOINER = '\u200d';

export class GhostView {
  readonly #clip: HTMLElement;
  readonly #ghost: HTMLElement;
  readonly #text: Text;

  constructor(layer: HTMLElement) {
    this.#clip = make({ class: 'clip' }, layer);
    this.#ghost = make({ part: 'ghost', translate: 'no' }, this.#clip);
    this.#text = document.createTextNode('');
    this.#ghost.append(this.#text);
  }

  /** True when it could be drawn where it would be inserted. `joined`: the text before ends in a letter. */
  draw(text: string, spot: Spot, frame: Frame, joined: boolean): boolean {
    const { caret, first, clip, lines, style, rightToLeft } = spot;
    if (!first || clip.right <= clip.left || clip.bottom <= clip.top) return false;
    const ghost = this.#ghost;
    const edges = relativeTo(clip, frame);
    setStyle(this.#clip, {
      ...{ display: 'block', color: style.color, left: edges.left, top: edges.top },
      ...{ width: edges.right - edges.left, height: edges.bottom - edges.top },
    });
    copyTextStyle(style, ghost);
    const span = relativeTo({ ...first, ...lines }, frame);
    const joiner = joined && JOINING.test(text) ? JOINER : '';
    // White space that hangs at the end of the line above is not drawn.
    const wrapped = first.top >= caret.bottom;
    this.#text.data = joiner + (wrapped ? text.trimStart() : text);
    const start = relativeTo(wrapped ? first : caret, frame);
    setStyle(ghost, {
      // Wrapped as the box wraps; centred and justified lines are not where a ghost has a place.
      'text-align': 'start',
      width: span.right - span.left,
      left: span.left - edges.left,
      top: span.top - edges.top,
      'text-indent': rightToLeft ? span.right - start.right : start.left - span.left,
    });
    this.#settle(relativeTo(first, frame), frame, firstGlyph(this.#text.data, joiner.length), rightToLeft);
    return true;
  }

  /** Moves the block by as much as its first glyph misses its place. */
  #settle(wanted: Rect, frame: Frame, [from, to]: [number, number], rightToLeft: boolean): void {
    const rect = glyphRect(this.#text, from, to);
    if (!rect) return;
    const is = relativeTo(rect, frame);
    const { style } = this.#ghost;
    const onward = rightToLeft ? is.right - wanted.right : wanted.left - is.left;
    setStyle(this.#ghost, {
      'text-indent': Number.parseFloat(style.textIndent) + onward,
      top: Number.parseFloat(style.top) + wanted.top - is.top,
    });
  }

  /** How wide a text is on one line, in pixels of the layer. */
  widthOf(text: string, style: CSSStyleDeclaration): number {
    const ghost = this.#ghost;
    setStyle(this.#clip, { display: 'block' });
    copyTextStyle(style, ghost);
    setStyle(ghost, { 'white-space': 'pre', width: 'max-content', 'text-indent': 0 });
    this.#text.data = text;
    return Number.parseFloat(getComputedStyle(ghost).width);
  }

  clear(): void {
    setStyle(this.#clip, { display: 'none' });
    this.#text.data = '';
  }
}
