/** A `<textarea>` or an `<input>` as a surface. The box stays the page's: nothing is put into it but what is accepted. */
import type { Reading, Surface } from '../core/surface.ts';
import { DrawnSurface, type SurfaceOptions } from './drawn-surface.ts';
import { type TextBox, unfit } from './fit-box.ts';
import { insertIntoBox } from './insert.ts';
import { Mirror } from './mirror.ts';
import { intersect, type Rect, relativeTo, type Spot, visiblePart } from './spot.ts';
import { nativeCaret } from './value-range.ts';

/** `root` is an empty shadow root near the box, which the surface draws in. */
export function textBoxSurface(box: TextBox, root: ShadowRoot, options: SurfaceOptions = {}): Surface {
  return new TextBoxSurface(box, root, options);
}

class TextBoxSurface extends DrawnSurface<TextBox> {
  readonly #mirror = new Mirror(this.stage.well);
  /** The text and the caret that were read last. */
  #seen = '';
  #seenCaret: number | null = null;

  read(): Reading {
    const box = this.target;
    const { value, selectionStart, selectionEnd, maxLength } = box;
    const editable = !box.readOnly && !box.matches(':disabled') && !unfit(box);
    const caret = editable ? (selectionStart ?? value.length) : 0;
    this.#seen = value;
    this.#seenCaret = selectionStart;
    return {
      before: editable ? value.slice(0, caret) : '',
      after: editable ? value.slice(caret) : '',
      collapsed: selectionStart === selectionEnd,
      composing: this.listening.composing,
      editable,
      focused: this.listening.focused,
      multiline: box.localName === 'textarea',
      room: maxLength < 0 ? Number.POSITIVE_INFINITY : Math.max(0, maxLength - value.length),
    };
  }

  insert(text: string): boolean {
    return insertIntoBox(this.target, text);
  }

  /** A page writes into its box without an event. */
  override check(): void {
    const { value, selectionStart } = this.target;
    if (value !== this.#seen) this.watcher?.changed('script');
    else if (selectionStart !== this.#seenCaret) this.watcher?.changed('caret');
  }

  protected inner(): readonly unknown[] {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.target;
    return [scrollLeft, scrollTop, clientWidth, clientHeight];
  }

  locate(ghost: string): Spot | undefined {
    const box = this.target;
    const { value, scrollLeft, scrollTop } = box;
    const caretAt = box.selectionStart ?? value.length;
    const [before, after] = [value.slice(0, caretAt), value.slice(caretAt)];
    const style = getComputedStyle(box);
    const outer = box.getBoundingClientRect();
    if (outer.width === 0 || style.visibility !== 'visible') return undefined;
    const scale = this.#scaleOf(outer.width);
    this.stage.scaleTo(scale);
    this.#mirror.copy(box, style, scale);
    const native = nativeCaret(box, before);
    // Where the browser tells the caret, the paragraphs above it need no copy.
    const alone = native && Number.parseFloat(style.textIndent) === 0;
    const context = alone ? before.slice(before.lastIndexOf('\n') + 1) : before;
    const place = this.#mirror.measure(context, ghost, after);
    const shift = { left: scrollLeft * scale - outer.left, top: scrollTop * scale - outer.top };
    const caret = relativeTo(place.caret, shift);
    const mend = native ? relativeTo(caret, native) : { left: 0, top: 0 };
    const inner = innerEdges(box, style, outer, scale);
    return {
      caret: native ?? caret,
      first: place.first && relativeTo(relativeTo(place.first, shift), mend),
      lines: relativeTo({ ...caret, ...place.lines }, { left: shift.left, top: 0 }),
      clip: intersect(visiblePart(inner, box), inner),
      rightToLeft: this.#mirror.isRightToLeft(),
      style,
      scale,
    };
  }

  /** Pixels of the viewport in one of the box's. `offsetWidth` is rounded, so the layer's scale is believed if it can be. */
  #scaleOf(width: number): number {
    const { offsetWidth } = this.target;
    const near = this.stage.frame().scale;
    const rough = offsetWidth === 0 ? 1 : width / offsetWidth;
    return Math.abs(rough - near) * offsetWidth <= 0.6 * near ? near : rough;
  }
}

/** Where a box shows text: within its borders, and an input's within its padding. */
function innerEdges(box: TextBox, style: CSSStyleDeclaration, outer: Rect, scale: number): Rect {
  const pads = box.localName === 'input';
  const edge = (side: 'Left' | 'Right' | 'Top' | 'Bottom') => {
    const border = Number.parseFloat(style[`border${side}Width`]);
    return (border + (pads ? Number.parseFloat(style[`padding${side}`]) : 0)) * scale;
  };
  return {
    left: outer.left + edge('Left'),
    top: outer.top + edge('Top'),
    right: outer.right - edge('Right'),
    bottom: outer.bottom - edge('Bottom'),
  };
}
