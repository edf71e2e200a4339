/** Tells what a person did from what a program did, in an editor that does not say. */
import type { Change } from '../core/surface.ts';

/** Milliseconds between an event of the person and the change that it makes; Android's keyboards take some. */
const LASTS = 200;

export interface Person {
  /** What kind of change a change of now is. */
  change(): Change;
  release(): void;
}

function changeOf(event: Event): Change {
  if (!(event instanceof InputEvent)) return 'typed';
  const { inputType } = event;
  if (inputType === 'insertReplacementText' || inputType === 'insertFromDrop') return 'replaced';
  if (inputType.startsWith('history')) return 'history';
  return inputType.startsWith('insertFromPaste') ? 'pasted' : 'typed';
}

export function watchPerson(element: Element): Person {
  let last: Change = 'script';
  let at = Number.NEGATIVE_INFINITY;
  const saw = (event: Event) => {
    if (!event.isTrusted) return;
    last =
      event.type === 'paste' || event.type === 'cut'
        ? 'pasted'
        : event.type === 'drop'
          ? 'replaced'
          : changeOf(event);
    at = event.timeStamp;
  };
  const types = ['keydown', 'beforeinput', 'compositionend', 'paste', 'cut', 'drop'];
  for (const type of types) element.addEventListener(type, saw, true);
  return {
    change: () => (performance.now() - at < LASTS ? last : 'script'),
    release() {
      for (const type of types) element.removeEventListener(type, saw, true);
    },
  };
}
