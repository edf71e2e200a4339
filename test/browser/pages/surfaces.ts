/** In the page: surfaces to be tested, each with a place to type. */
import { type Assistant, attach } from '../../../web/core/attach.ts';
import type { Clock } from '../../../web/core/clock.ts';
import type { Surface } from '../../../web/core/surface.ts';
import { editableSurface } from '../../../web/surface/editable.ts';
import { textBoxSurface } from '../../../web/surface/textbox.ts';

/** What the contract asks of a place. Adapters for editors bring their own. */
export interface Place {
  /** What takes the keyboard. */
  readonly target: HTMLElement;
  readonly surface: Surface;
  /** The document's text, lines parted by line feeds. */
  text(): string;
  /** Everything that the document holds, attributes and all: the same as long as nothing is written into it. */
  content(): string;
}

export interface SurfacesPage {
  place: Place;
  /** Makes a place of this name, which holds `text` with the caret at its end, and the focus. */
  make(name: string, text: string): void;
  /** Every event of the place's target, `input` with its type and whether it is trusted. */
  inputs: string[];
  /** Attaches an assistant whose source says `ghost` at once, to whatever text. */
  assist(ghost: string): void;
  assistant: Assistant | undefined;
  /** The assistant's clock says that so much time has passed. */
  skip(milliseconds: number): void;
}

export const MAKERS: Record<string, (text: string, root: ShadowRoot, slot: HTMLElement) => Place> = {
  textarea: (text, root, slot) => box('textarea', text, root, slot),
  input: (text, root, slot) => box('input', text, root, slot),
  contenteditable(text, root, slot) {
    const target = document.createElement('div');
    target.contentEditable = 'true';
    target.style.cssText =
      'width: 400px; min-height: 60px; border: 1px solid; padding: 4px; font: 16px sans-serif';
    for (const line of text.split('\n')) {
      const block = document.createElement('p');
      block.append(line === '' ? document.createElement('br') : line);
      target.append(block);
    }
    slot.append(target);
    target.focus();
    const last = target.lastElementChild ?? target;
    document.getSelection()?.collapse(last.firstChild, last.textContent.length);
    return {
      target,
      surface: editableSurface(target, root),
      // biome-ignore lint/performance/useDomNodeTextContent: lines are what it is asked for
      text: () => target.innerText.replace(/\n\n/g, '\n').replaceAll('\u00a0', ' ').replace(/\n$/, ''),
      content: () => target.innerHTML,
    };
  },
};

function box(kind: 'textarea' | 'input', text: string, root: ShadowRoot, slot: HTMLElement): Place {
  const target = document.createElement(kind);
  target.style.cssText = 'width: 400px; font: 16px sans-serif';
  target.value = text;
  slot.append(target);
  target.focus();
  target.setSelectionRange(text.length, text.length);
  const outside = () =>
    [...target.attributes]
      .filter(({ name }) => name !== 'style')
      .map(({ name, value }) => `${name}=${value}`);
  return {
    target,
    surface: textBoxSurface(target, root),
    text: () => target.value,
    content: () => [target.value, target.innerHTML, ...outside()].join('|'),
  };
}

export function open(makers: typeof MAKERS): void {
  let skipped = 0;
  const clock: Clock = {
    now: () => performance.now() + skipped,
    after(milliseconds, call) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const page: Omit<SurfacesPage, 'place'> & { place?: Place } = {
    inputs: [],
    assistant: undefined,
    make(name, text) {
      page.assistant?.release();
      page.assistant = undefined;
      page.place?.surface.release();
      const host = document.createElement('div');
      const root = host.attachShadow({ mode: 'open' });
      root.append(document.createElement('slot'));
      document.body.replaceChildren(host);
      page.place = makers[name](text, root, host);
      page.inputs = [];
      page.place.target.addEventListener('input', (event) => {
        page.inputs.push(`${(event as InputEvent).inputType}${event.isTrusted ? '' : ' (not trusted)'}`);
      });
    },
    assist(ghost) {
      const source = {
        suggest: async () => ({ choices: [{ text: ghost, confidence: 1 }], fingerprint: null }),
      };
      const { place } = page;
      if (place) page.assistant = attach(place.surface, source, { delay: 0, clock });
    },
    skip(milliseconds) {
      skipped += milliseconds;
    },
  };
  Object.assign(globalThis, { page });
}
