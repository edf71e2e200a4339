/** The events of a text box or an editable element, told to a watcher in its words. */
import type { Watcher } from '../core/surface.ts';
import { changeOf } from './changes.ts';

export interface Listening {
  /** An input method is composing. */
  readonly composing: boolean;
  /** The keyboard writes here: focused, in a window that is focused, on a page that is seen. */
  readonly focused: boolean;
  stop(): void;
}

const activeIn = (target: HTMLElement): boolean =>
  (target.getRootNode() as Document | ShadowRoot).activeElement === target;

export function listen(target: HTMLElement, watcher: () => Watcher | undefined): Listening {
  const ending = new AbortController();
  const { signal } = ending;
  let composing = false;
  let focused = activeIn(target);
  const state = () => watcher()?.changed('state');
  const on = (type: string, listener: (event: never) => void, from: EventTarget = target) =>
    from.addEventListener(type, listener as EventListener, { signal });
  on('input', (event: globalThis.Event) => watcher()?.changed(changeOf(event)));
  on('keydown', (event: KeyboardEvent) => {
    // What the page has taken is the page's.
    if (event.defaultPrevented || !watcher()?.key(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  on('compositionstart', () => {
    composing = true;
    state();
  });
  on('compositionend', () => {
    composing = false;
    state();
  });
  on('focus', () => {
    focused = true;
    state();
  });
  on('blur', () => {
    focused = false;
    composing = false;
    state();
  });
  on('visibilitychange', state, document);
  on(
    'selectionchange',
    () => {
      if (focused) watcher()?.changed('caret');
    },
    document,
  );
  const observer = new MutationObserver(state);
  const attributeFilter = [
    'disabled',
    'readonly',
    'maxlength',
    'type',
    'autocomplete',
    'inputmode',
    'contenteditable',
  ];
  observer.observe(target, { attributes: true, attributeFilter });
  signal.addEventListener('abort', () => observer.disconnect());
  return {
    get composing() {
      return composing;
    },
    get focused() {
      return focused && !document.hidden && target.isConnected;
    },
    stop: () => ending.abort(),
  };
}
