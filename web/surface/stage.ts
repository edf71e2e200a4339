/**
 * Where everything of ours is drawn: a layer in a shadow root, above the page and never part of its layout. Styles are an
 * adopted sheet and single properties, so a page that forbids inline styles can have it.
 */
import { GhostView } from './ghost-view.ts';
import { ListView } from './list-view.ts';
import { Speech } from './speech.ts';
import type { Rect } from './spot.ts';

const STYLE = `
:host { display: contents }
.layer { position: absolute; left: 0; top: 0; width: 100px; height: 0; margin: 0; pointer-events: none;
  user-select: none; -webkit-user-select: none; z-index: 1; text-align: start; text-indent: 0; transform-origin: 0 0 }
.well { position: absolute; width: 0; height: 0; overflow: hidden; visibility: hidden; contain: strict }
.mirror { position: absolute; left: 0; top: 0; box-sizing: border-box; border: 0 solid transparent; margin: 0;
  align-items: center; float: none }
.mirror > div { flex: none; min-width: 100% }
.mirror div { unicode-bidi: inherit }
.mirror > div > :not(:first-child) { text-indent: 0 }
.clip { position: absolute; overflow: hidden; overflow: clip; display: none }
[part=ghost] { position: absolute; margin: 0; padding: 0; border: 0;
  color: var(--ghost-color, color-mix(in srgb, currentColor 62%, transparent)) }
[part=ghost] { animation: var(--ghost-fade, 0s) ease-out appear }
@keyframes appear { from { opacity: 0 } }
[part=list] { position: fixed; inset: auto; margin: 0; padding: 4px; border: 1px solid GrayText; border-radius: 8px;
  background: Canvas; color: CanvasText; font: 16px/1.3 system-ui, sans-serif; max-width: calc(100vw - 8px);
  box-sizing: border-box; overflow: auto; pointer-events: auto; box-shadow: 0 2px 8px #0003 }
[part=list]:not(:popover-open) { display: none }
[part~=choice] { all: unset; box-sizing: border-box; display: inline-block; min-width: 44px; min-height: 44px; line-height: 36px;
  padding: 4px 12px; border-radius: 6px; cursor: pointer; white-space: pre; touch-action: manipulation }
[part~=chosen] { outline: 2px solid; outline-offset: -2px }
.speech { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { [part=ghost] { color: GrayText } }
@media (prefers-reduced-motion: reduce) { [part=ghost] { animation: none } }
@media print { .layer, [part=list] { display: none } }
`;

let sheet: CSSStyleSheet | undefined;

function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

/** From pixels of the viewport to pixels of the layer. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

export class Stage {
  /** Out of sight, for what has to be laid out to be measured. */
  readonly well: HTMLElement;
  readonly ghost: GhostView;
  readonly list: ListView;
  readonly speech: Speech;
  readonly #root: ShadowRoot;
  readonly #layer: HTMLElement;

  /** `picked` is told the index of a choice that was tapped. */
  constructor(root: ShadowRoot, picked: (index: number) => void) {
    this.#root = root;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sharedSheet()];
    this.#layer = make('layer');
    this.#layer.setAttribute('aria-hidden', 'true');
    this.well = make('well');
    this.#layer.append(this.well);
    root.append(this.#layer);
    this.ghost = new GhostView(this.#layer);
    this.list = new ListView(root, picked);
    this.speech = new Speech(root);
  }

  /** Scale and place of the layer, wherever its ancestors put it. */
  frame(): Frame {
    const { left, top, width } = this.#layer.getBoundingClientRect();
    return { left, top, scale: width / 100 || 1 };
  }

  /** Makes a pixel of the layer as large as one of the text; a box elsewhere may be scaled by ancestors of its own. */
  scaleTo(scale: number): Frame {
    const frame = this.frame();
    if (Math.abs(frame.scale - scale) < 0.001) return frame;
    const own = Number.parseFloat(this.#layer.style.scale) || 1;
    this.#layer.style.setProperty('scale', String((own * scale) / frame.scale));
    return this.frame();
  }

  remove(): void {
    this.ghost.remove();
    this.list.remove();
    this.speech.remove();
    this.#layer.remove();
    this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((other) => other !== sheet);
  }
}

function make(name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  return element;
}

export const toLocal = (rect: Rect, { left, top, scale }: Frame): Rect => ({
  left: (rect.left - left) / scale,
  right: (rect.right - left) / scale,
  top: (rect.top - top) / scale,
  bottom: (rect.bottom - top) / scale,
});
