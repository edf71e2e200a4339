/** The caret of a text box as the browser itself tells it, where it does: OpaqueRange. */
import type { Rect } from './spot.ts';

interface ValueRange {
  getBoundingClientRect(): DOMRect;
  disconnect?(): void;
}
/** `createValueRange` is the name in Chromium's trial, `getValueRange` the specification's. */
interface WithValueRange {
  createValueRange?(start: number, end: number): ValueRange;
  getValueRange?(start: number, end: number): ValueRange;
}

/** Undefined where the browser cannot tell: of an empty line, Chromium tells the end of the one above. */
export function nativeCaret(box: HTMLTextAreaElement | HTMLInputElement, before: string): Rect | undefined {
  if (before === '' || before.endsWith('\n')) return undefined;
  const offset = before.length;
  const able = box as WithValueRange;
  try {
    const range = able.getValueRange?.(offset, offset) ?? able.createValueRange?.(offset, offset);
    const rect = range?.getBoundingClientRect();
    range?.disconnect?.();
    return rect && rect.height > 0 ? rect : undefined;
  } catch {
    return undefined;
  }
}
