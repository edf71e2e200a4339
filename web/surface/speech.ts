/** Speaks to screen readers, politely: `ariaNotify` where the browser has it, two live regions in turn elsewhere. */
import { make } from './make.ts';

interface Notifying {
  ariaNotify?(text: string): void;
}

export class Speech {
  readonly #regions: HTMLElement[];
  #turn = 0;

  constructor(root: ShadowRoot) {
    // Equal texts one after the other are only spoken again when they come from another region.
    this.#regions = [0, 1].map(() => make({ class: 'speech', role: 'status', 'aria-live': 'polite' }, root));
  }

  say(text: string, about: Element): void {
    const { ariaNotify } = about as Notifying;
    if (ariaNotify) {
      if (text !== '') ariaNotify.call(about, text);
      return;
    }
    for (const region of this.#regions) region.textContent = '';
    this.#turn = 1 - this.#turn;
    this.#regions[this.#turn]!.textContent = text;
  }
}
