/** What the browser's events mean. */
import type { Change } from '../core/surface.ts';

const TYPED = /^(insert(Text|CompositionText|FromComposition|LineBreak|Paragraph)$|delete(?!By))/;
const PASTED = /^(insertFrom|deleteBy)/;

/** Of an `input` event. */
export function changeOf(event: globalThis.Event): Change {
  // An extension, or the page itself.
  if (!event.isTrusted) return 'script';
  const { inputType = '' } = event as InputEvent;
  if (TYPED.test(inputType)) return 'typed';
  if (PASTED.test(inputType)) return 'pasted';
  return inputType.startsWith('history') ? 'history' : 'replaced';
}
