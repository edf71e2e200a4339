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

/** Undefined where the browser cannot tell. */
export function nativeCaret(box: HTMLTextAreaElement | HTMLInputElement, offset: number): Rect | undefined {
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
