/**
 * Draws a ghost over an editor, and speaks for it. Nothing goes into the editor's own elements: a node there moves carets,
 * garbles compositions and walks into undo histories.
 */

import { describing } from '../surface/describe.ts';

/** Where a ghost begins. */
export interface Anchor {
  /** Client rectangle of the caret. */
  readonly caret: { readonly left: number; readonly top: number; readonly bottom: number };
  /** What the text before the caret is in: the ghost takes its style, and its block's width. */
  readonly element: Element;
}

export interface Overlay {
  /** Describes the editor's content to screen readers; '' takes that back. Without a text: once more, for the content of now. */
  describe(text?: string): void;
  /** Draws the text, or takes it away. */
  draw(text: string | undefined): void;
  /** Speaks politely; '' takes back what was not spoken. */
  announce(text: string): void;
  release(): void;
}

const COPIED = [
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'font-stretch',
  'font-variant',
  'font-feature-settings',
  'font-kerning',
  'font-optical-sizing',
  'font-variation-settings',
  'letter-spacing',
  'word-spacing',
  'text-transform',
  'tab-size',
  'direction',
  'color',
];

const FULL = 'position:absolute;left:0;top:0;';

function box(css: string): HTMLElement {
  const element = document.createElement('div');
  // By the object model: a page's policy may forbid the attribute.
  element.style.cssText = css;
  return element;
}

/** The element whose lines the text is set in. */
function blockOf(element: Element): Element {
  let block = element;
  while (getComputedStyle(block).display.startsWith('inline') && block.parentElement)
    block = block.parentElement;
  return block;
}

/** Left and right edge of an element's lines, in client pixels. */
function linesOf(element: Element): { left: number; right: number } {
  const { left, right } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const inside = (side: 'left' | 'right') =>
    Number.parseFloat(style.getPropertyValue(`padding-${side}`)) +
    Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
  return { left: left + inside('left'), right: right - inside('right') };
}

/** Lays `layer` over `frame`, and the ghost's first line into it, from the caret on. */
function align(layer: HTMLElement, ghost: HTMLElement, frame: Element, { caret, element }: Anchor): void {
  const style = getComputedStyle(element);
  for (const name of COPIED) ghost.style.setProperty(name, style.getPropertyValue(name));
  const edges = frame.getBoundingClientRect();
  layer.style.transform = '';
  layer.style.width = `${edges.width}px`;
  layer.style.height = `${edges.height}px`;
  // Where the layer lies by itself, and how much an ancestor scales it.
  const own = layer.getBoundingClientRect();
  const scale = own.width / edges.width || 1;
  layer.style.width = `${edges.width / scale}px`;
  layer.style.height = `${edges.height / scale}px`;
  layer.style.transform = `translate(${(edges.left - own.left) / scale}px,${(edges.top - own.top) / scale}px)`;
  const lines = linesOf(blockOf(element));
  const glyphs = (caret.bottom - caret.top) / scale;
  const height = Number.parseFloat(style.lineHeight) || glyphs;
  const start = style.direction === 'rtl' ? lines.right - caret.left : caret.left - lines.left;
  ghost.style.width = `${(lines.right - lines.left) / scale}px`;
  ghost.style.lineHeight = `${height}px`;
  ghost.style.textIndent = `${start / scale}px`;
  ghost.style.transform = `translate(${(lines.left - edges.left) / scale}px,${(caret.top - edges.top) / scale - (height - glyphs) / 2}px)`;
}

/**
 * `host` gives the element that ours is appended to, `clip` the one whose edges cut the ghost off. `anchor` is asked at each
 * drawing, and when something may have moved; without one nothing is drawn. `content` is the element that has the focus.
 */
export function overlay(
  host: () => Element | null,
  clip: () => Element | null,
  anchor: () => Anchor | undefined,
  content = clip,
): Overlay {
  const layer = box(`${FULL}overflow:hidden;pointer-events:none;user-select:none;z-index:1`);
  layer.ariaHidden = 'true';
  layer.translate = false;
  layer.dataset.afterword = 'ghost';
  const ghost = box(`${FULL}white-space:pre-wrap;overflow-wrap:break-word;opacity:var(--ghost-opacity,.6)`);
  layer.append(ghost);
  const region = box(`${FULL}width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap`);
  region.ariaLive = 'polite';
  region.dataset.afterword = 'status';

  const place = () => {
    const frame = clip();
    // An editor may be gone before its surface is released.
    const at = ghost.textContent && frame?.isConnected ? anchor() : undefined;
    layer.hidden = !at;
    layer.style.display = at ? '' : 'none';
    if (!at || !frame) return;
    if (layer.parentNode !== host()) host()?.append(layer);
    align(layer, ghost, frame, at);
  };

  const describe = describing();
  let told = '';
  let sizes: ResizeObserver | undefined;
  const moving = (on: boolean) => {
    if (on === (sizes !== undefined)) return;
    const change = on ? addEventListener : removeEventListener;
    change('scroll', place, true);
    change('resize', place);
    sizes?.disconnect();
    sizes = on ? new ResizeObserver(place) : undefined;
    const frame = clip();
    if (frame) sizes?.observe(frame);
  };
  return {
    describe(text = told) {
      told = text;
      describe(content(), text);
    },
    draw(text = '') {
      ghost.textContent = text;
      moving(text !== '');
      place();
      if (text === '') layer.remove();
    },
    announce(text) {
      if (!region.parentNode) host()?.append(region);
      // The same words twice are a change only by a blank.
      region.textContent = text !== '' && region.textContent === text ? `${text}\u00a0` : text;
    },
    release() {
      this.draw('');
      this.describe('');
      region.remove();
    },
  };
}

/** A ghost is drawn where nothing but blanks follow on the line: what an editor has drawn cannot be pushed aside. */
export const endsLine = (after: string): boolean => /^[^\S\n]*(\n|$)/.test(after);
