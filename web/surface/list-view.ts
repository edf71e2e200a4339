/** Choices to tap, near the caret and above everything, also above a keyboard on the screen. */
import { make } from './make.ts';
import type { Rect } from './spot.ts';
import { setStyle } from './text-style.ts';

/** Between the line and the list. */
const GAP = 6;

export class ListView {
  readonly #list: HTMLElement;
  readonly #picked: (index: number) => void;
  #drawn = '';

  constructor(root: ShadowRoot, picked: (index: number) => void) {
    this.#picked = picked;
    this.#list = make({ part: 'list', popover: 'manual', role: 'group', translate: 'no' }, root);
    // The text box keeps the focus, and the keyboard stays.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  /** `begun` is what stands of the word already: who taps a word wants to see the whole. */
  draw(choices: readonly string[], index: number, caret: Rect, label: string, begun: string): void {
    const list = this.#list;
    list.setAttribute('aria-label', label);
    const drawn = JSON.stringify([choices, index, begun]);
    // A finger may be down on what is there.
    if (drawn !== this.#drawn)
      list.replaceChildren(
        ...choices.map((text, i) => this.#button(begun + text, i, i === index && choices.length > 1)),
      );
    this.#drawn = drawn;
    if (!list.matches(':popover-open')) list.showPopover();
    const view = window.visualViewport;
    const { width, height } = list.getBoundingClientRect();
    const floor = view ? view.offsetTop + view.height : window.innerHeight;
    const edge = view ? view.offsetLeft + view.width : window.innerWidth;
    const below = caret.bottom + GAP;
    // Where the keyboard is in the way, above the line.
    const top = below + height <= floor ? below : Math.max(0, caret.top - GAP - height);
    setStyle(list, { top, left: Math.max(0, Math.min(caret.left, edge - width)) });
  }

  #button(text: string, index: number, chosen: boolean): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.setAttribute('part', chosen ? 'choice chosen' : 'choice');
    button.textContent = text.trim() === '' ? text : text.trim();
    button.addEventListener('pointerup', (event) => {
      if (event.button === 0) this.#picked(index);
    });
    // A screen reader clicks without a pointer.
    button.addEventListener('click', (event) => {
      if (event.detail === 0) this.#picked(index);
    });
    return button;
  }

  clear(): void {
    if (this.#list.matches(':popover-open')) this.#list.hidePopover();
    this.#list.replaceChildren();
    this.#drawn = '';
  }
}
