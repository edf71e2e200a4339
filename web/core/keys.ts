/** Which key means what. Whether it means anything now, the reducer says. */
import type { Command, Options } from './state.ts';
import type { KeyPress } from './surface.ts';

/** Browsers say so of each key that an input method has seen. */
const COMPOSING = 229;

/** Whether a key belongs to an input method. Safari's `isComposing` is false at the key that ends a composition. */
export const isComposing = (press: KeyPress): boolean => press.isComposing || press.keyCode === COMPOSING;

const ALT: Record<string, Command> = { BracketRight: 'next', BracketLeft: 'previous', Backslash: 'ask' };

/** `forward` is the arrow that leads on in the ghost's script. */
export function commandOf(
  press: KeyPress,
  accept: Options['accept'],
  forward: 'ArrowRight' | 'ArrowLeft',
  mac: boolean,
): Command | undefined {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = press;
  if (shiftKey || isComposing(press)) return undefined;
  const arrow = key === forward;
  if (!(altKey || ctrlKey || metaKey)) {
    if (key === 'Escape') return 'dismiss';
    if (key === 'Tab') return accept.includes('Tab') ? 'accept' : undefined;
    return arrow && accept.includes('ArrowRight') ? 'accept' : undefined;
  }
  if (arrow && (mac ? !ctrlKey && altKey !== metaKey : ctrlKey && !altKey && !metaKey)) return 'accept-word';
  return altKey && !ctrlKey && !metaKey ? ALT[code] : undefined;
}
