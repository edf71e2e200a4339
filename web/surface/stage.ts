/**
 * Where everything of ours is drawn: a layer in a shadow root, above the page and never part of its layout. Styles are an
 * adopted sheet and single properties, so a page that forbids inline styles can have it.
 */
import { GhostView } from './ghost-view.ts';
import { ListView } from './list-view.ts';
import { make } from './make.ts';
import { Speech } from './speech.ts';
import type { Frame } from './spot.ts';
import { setStyle } from './text-style.ts';

const STYLE = /* css */ `
:host { display: contents }
.layer { position: absolute; left: 0; top: 0; width: 100px; height: 0; pointer-events: none; user-select: none;
  -webkit-user-select: none; z-index: 1; transform-origin: 0 0 }
.well, .mirror, .clip, [part=ghost], .speech { position: absolute; left: 0; top: 0; overflow: hidden }
.well { width: 0; height: 0; visibility: hidden; contain: strict }
.mirror { box-sizing: border-box; align-items: center }
.mirror > div { flex: none; min-width: 100% }
.mirror div { unicode-bidi: inherit }
.mirror > div > :not(:first-child) { text-indent: 0 }
[part=ghost] { overflow: visible; color: var(--ghost-color, color-mix(in srgb, currentColor 62%, transparent)) }
[part=list] { inset: auto; margin: 0; padding: 4px; border: 1px solid GrayText; border-radius: 8px; background: Canvas;
  color: CanvasText; font: 16px system-ui; max-width: 100vw; box-sizing: border-box }
[part~=choice] { all: unset; box-sizing: border-box; min-width: 44px; min-height: 44px; line-height: 36px; padding: 4px 12px;
  border-radius: 6px; cursor: pointer; white-space: pre; touch-action: manipulation }
[part~=chosen] { outline: 2px solid; outline-offset: -2px }
.speech { clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { [part=ghost] { color: GrayText } }
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
    this.#layer = make({ class: 'layer', 'aria-hidden': 'true' }, root);
    this.well = make({ class: 'well' }, this.#layer);
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
    setStyle(this.#layer, { scale: String((own * scale) / frame.scale) });
    return this.frame();
  }

  remove(): void {
    for (const each of this.#root.querySelectorAll('div')) each.remove();
    this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((other) => other !== sheet);
  }
}
