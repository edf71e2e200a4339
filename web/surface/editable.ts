/** An element with `contenteditable`, without an editor's own model, as a surface. */
import type { Reading, Surface } from '../core/surface.ts';
import { DrawnSurface, type SurfaceOptions } from './drawn-surface.ts';
import { rangeOf } from './range.ts';
import { type CaretPlace, splitText } from './rendered-text.ts';
import { type Rect, type Spot, visiblePart } from './spot.ts';
import { inset } from './text-style.ts';

/** `root` is an empty shadow root near the element, which the surface draws in. */
export function editableSurface(
  element: HTMLElement,
  root: ShadowRoot,
  options: SurfaceOptions = {},
): Surface {
  return new EditableSurface(element, root, options);
}

class EditableSurface extends DrawnSurface<HTMLElement> {
  #after = '';

  read(): Reading {
    const caret = this.#caret();
    const { before, after } = caret ? splitText(this.target, caret) : { before: '', after: '' };
    this.#after = after;
    return {
      before,
      after,
      collapsed: caret?.collapsed ?? false,
      composing: this.listening.composing,
      editable: this.target.isContentEditable,
      focused: this.listening.focused,
      multiline: false,
      room: Number.POSITIVE_INFINITY,
    };
  }

  insert(text: string): boolean {
    const caret = this.#caret();
    if (!caret?.collapsed) return false;
    const { before, after } = splitText(this.target, caret);
    this.#partUndo();
    document.execCommand('insertText', false, text);
    const now = this.read();
    const done = now.before === before + text && now.after === after;
    if (done) this.#partUndo();
    return done;
  }

  /** Chromium joins an insertion to the undo step of what was typed, unless the selection was set in between. */
  #partUndo(): void {
    const selection = this.#selection();
    const { anchorNode, anchorOffset } = selection ?? {};
    if (anchorNode) selection?.collapse(anchorNode, anchorOffset);
  }

  /** Inside a shadow root the root has a selection of its own in Chromium, the document's elsewhere. */
  #selection(): Selection | null {
    const root = this.target.getRootNode() as Partial<Pick<Document, 'getSelection'>>;
    return root.getSelection?.() ?? document.getSelection();
  }

  #caret(): (CaretPlace & { collapsed: boolean }) | undefined {
    const selection = this.#selection();
    const { focusNode, focusOffset = 0, isCollapsed = false } = selection ?? {};
    if (!focusNode || !this.target.contains(focusNode)) return undefined;
    return { node: focusNode, offset: focusOffset, collapsed: isCollapsed };
  }

  protected inner(): readonly unknown[] {
    const caret = this.#caretRect();
    return [caret?.left, caret?.top];
  }

  #range(): Range | undefined {
    const caret = this.#caret();
    return caret && rangeOf(caret.node, caret.offset);
  }

  #caretRect(): Rect | undefined {
    const range = this.#range();
    if (!range) return undefined;
    const [rect] = range.getClientRects();
    if (rect) return rect;
    // An empty block has no caret to measure: it begins where the block's first line would.
    const { startContainer: node, startOffset } = range;
    const near = node.childNodes[startOffset] ?? node.childNodes[startOffset - 1] ?? node;
    const block = near instanceof Element ? near : near.parentElement;
    return block?.getClientRects()[0];
  }

  locate(ghost: string): Spot | undefined {
    const caret = this.#caretRect();
    const node = this.#caret()?.node;
    const parent = node instanceof Element ? node : node?.parentElement;
    if (!caret || !parent) return undefined;
    const block = blockOf(parent, this.target);
    const style = getComputedStyle(parent);
    const lines = contentEdges(block);
    const rightToLeft = getComputedStyle(block).direction === 'rtl';
    const point = { left: caret.left, right: caret.left, top: caret.top, bottom: caret.bottom };
    const [lead = ''] = /^\s*/.exec(ghost) ?? [];
    const scale = this.stage.frame().scale;
    const space = this.stage.ghost.widthOf(lead, style) * scale * (rightToLeft ? -1 : 1);
    const first = { ...point, left: point.left + space, right: point.right + space };
    return {
      caret: point,
      first: this.#hasPlace(ghost, parent, caret, lines, rightToLeft) ? first : undefined,
      lines,
      clip: visiblePart(this.target.getBoundingClientRect(), this.target),
      rightToLeft,
      style,
      scale,
    };
  }

  /** Whether accepting moves nothing: no text on the line behind the caret, and the ghost's first word fits on the line. */
  #hasPlace(
    ghost: string,
    parent: Element,
    caret: Rect,
    lines: Pick<Rect, 'left' | 'right'>,
    rightToLeft: boolean,
  ): boolean {
    const line = this.#after.split('\n', 1)[0]!;
    const align = getComputedStyle(parent).textAlign;
    if (line.trim() !== '' || /center|justify/.test(align)) return false;
    const room = rightToLeft ? caret.left - lines.left : lines.right - caret.left;
    const [word] = /^\s*\S*/.exec(ghost) ?? [''];
    // Text on later lines would be drawn over by a ghost that wraps.
    const drawn = this.#after.trim() === '' ? word : ghost;
    return this.stage.ghost.widthOf(drawn, getComputedStyle(parent)) * this.stage.frame().scale <= room;
  }
}

function blockOf(element: Element, root: Element): Element {
  let block = element;
  while (block !== root && /^inline/.test(getComputedStyle(block).display))
    block = block.parentElement ?? root;
  return block;
}

function contentEdges(block: Element): Pick<Rect, 'left' | 'right'> {
  const { left, right } = block.getBoundingClientRect();
  const style = getComputedStyle(block);
  return { left: left + inset(style, 'Left'), right: right - inset(style, 'Right') };
}
