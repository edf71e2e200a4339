/**
 * A copy of a text box that can be measured: the same text in the same style, laid out out of sight. A paragraph is a
 * block of its own, so that a keystroke lays out one paragraph; its text is one node, for glyphs and line breaks depend
 * on their neighbours.
 */
import { isRightToLeft } from '../core/units.ts';
import { make } from './make.ts';
import { glyphRect, rangeOf } from './range.ts';
import { type Rect, relativeTo } from './spot.ts';
import { copyBoxStyle, copyTextStyle, setStyle } from './text-style.ts';

/** Fonts want lines of about so many times their size. */
const LOW_LINE = 1.2;

export interface MirrorPlace {
  /** Relative to the box's border box as it is drawn, unscrolled, in pixels of the viewport. */
  readonly caret: Rect;
  readonly first: Rect | undefined;
  readonly lines: Pick<Rect, 'left' | 'right'>;
}

export class Mirror {
  readonly #frame: HTMLElement;
  readonly #body: HTMLElement;
  readonly #paragraphs: { block: HTMLElement; node: Text; text: string }[] = [];

  /** `parent` is positioned, and never changes size by what is in it. */
  constructor(parent: Node) {
    this.#frame = make({ class: 'mirror' }, parent);
    this.#body = make({}, this.#frame);
  }

  /** Takes on the size and the style of a box. `local` is its scale: pixels of the viewport in one of its own. */
  copy(box: HTMLTextAreaElement | HTMLInputElement, style: CSSStyleDeclaration, local: number): void {
    const frame = this.#frame;
    copyTextStyle(style, frame);
    const singleLine = box.localName === 'input';
    copyBoxStyle(style, frame, singleLine);
    const { width, height } = box.getBoundingClientRect();
    const borders = Number.parseFloat(style.borderLeftWidth) + Number.parseFloat(style.borderRightWidth);
    // Whole pixels on the left side, so up to two are rounding; no scroll bar is that thin.
    const hasScrollbar = box.offsetWidth - box.clientWidth - borders > 2.5;
    // An input's text stands in the middle of its box, and its line is never lower than its font's.
    const low = Number.parseFloat(style.lineHeight) < LOW_LINE * Number.parseFloat(style.fontSize);
    setStyle(frame, {
      width: width / local,
      'overflow-y': !singleLine && hasScrollbar ? 'scroll' : 'hidden',
      ...(singleLine && { display: 'flex', height: height / local, 'white-space': 'pre' }),
      ...(singleLine && low && { 'line-height': 'normal' }),
    });
  }

  /** Where the caret stands between two texts, and where `ghost` would stand between them. */
  measure(before: string, ghost: string, after: string): MirrorPlace {
    const start = before.lastIndexOf('\n') + 1;
    const line = after.split('\n', 1)[0]!;
    const typed = before.slice(start);
    const last = start === 0 ? 0 : this.#write(before.slice(0, start - 1));
    this.#trim(last + 1);
    this.#put(last, typed + line);
    const caret = this.#caretAt(last, typed.length);
    const frame = this.#frame.getBoundingClientRect();
    const lines = relativeTo(this.#body.getBoundingClientRect(), frame);
    const first = ghost === '' ? undefined : this.#firstOf(ghost, last, typed, line, after, frame);
    return { caret: relativeTo(caret, frame), lines, first };
  }

  /** Undefined where accepting would move what is typed, or what is below. */
  #firstOf(
    ghost: string,
    last: number,
    typed: string,
    line: string,
    after: string,
    frame: Rect,
  ): Rect | undefined {
    if (line.trim() !== '') return undefined;
    const { block } = this.#paragraphs[last]!;
    const height = block.getBoundingClientRect().height;
    const anchor = this.#rectOf(last, typed.length - 1, typed.length);
    this.#put(last, typed + ghost + line);
    const first = this.#rectOf(last, ...firstGlyph(ghost, typed.length));
    const moved = this.#rectOf(last, typed.length - 1, typed.length);
    const grown = block.getBoundingClientRect().height - height > 1;
    this.#put(last, typed + line);
    if (!first || (grown && after.trim() !== '')) return undefined;
    const stays =
      !anchor ||
      (!!moved && Math.abs(anchor.left - moved.left) < 0.6 && Math.abs(anchor.top - moved.top) < 0.6);
    return stays ? relativeTo(first, frame) : undefined;
  }

  isRightToLeft(): boolean {
    const { direction, unicodeBidi } = getComputedStyle(this.#frame);
    const last = this.#paragraphs.at(-1)?.text ?? '';
    return unicodeBidi === 'plaintext' && /\p{L}/u.test(last) ? isRightToLeft(last) : direction === 'rtl';
  }

  /** Paragraphs before the last; their number. */
  #write(text: string): number {
    const texts = text.split('\n');
    texts.forEach((paragraph, i) => {
      this.#put(i, paragraph);
    });
    return texts.length;
  }

  #put(index: number, text: string): void {
    let paragraph = this.#paragraphs[index];
    if (!paragraph) {
      const block = make({}, this.#body);
      const node = document.createTextNode('');
      block.append(node);
      paragraph = { block, node, text: '' };
      this.#paragraphs[index] = paragraph;
      block.append(document.createElement('br'));
    }
    if (paragraph.text === text) return;
    // A line break of its own keeps an empty paragraph as high as a line; after a text it would change nothing.
    paragraph.text = text;
    paragraph.node.data = text;
  }

  #trim(length: number): void {
    for (const { block } of this.#paragraphs.splice(length)) block.remove();
  }

  #rectOf(index: number, from: number, to: number): Rect | undefined {
    if (from < 0) return undefined;
    return glyphRect(this.#paragraphs[index]!.node, from, to);
  }

  #caretAt(index: number, offset: number): Rect {
    const { node, block, text } = this.#paragraphs[index]!;
    if (text === '') {
      const { left, right, top, bottom } = block.getBoundingClientRect();
      const { direction, textAlign } = getComputedStyle(this.#frame);
      const atRight = textAlign === 'right' || textAlign === (direction === 'rtl' ? 'start' : 'end');
      const x = textAlign === 'center' ? (left + right) / 2 : atRight ? right : left;
      return { left: x, right: x, top, bottom };
    }
    return rangeOf(node, offset).getBoundingClientRect();
  }
}

/** From where to where, in a text, the first glyph of a ghost at `offset` is: white space before it may hang on the line above. */
export function firstGlyph(ghost: string, offset: number): [number, number] {
  const lead = ghost.trim() === '' ? 0 : ghost.length - ghost.trimStart().length;
  return [offset + lead, offset + lead + 1];
}
