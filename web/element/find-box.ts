/** Which box an element serves. */
import { type TextBox, unfit } from '../surface/fit-box.ts';

const BOXES = 'textarea, input, [contenteditable]';

/** Boxes that have an assistant, with the element that gives it. */
export const served = new WeakMap<Element, Element>();

export function isTextBox(box: Element): box is TextBox {
  return box.localName === 'textarea' || box.localName === 'input';
}

const isFit = (box: Element): boolean =>
  isTextBox(box) ? !unfit(box) : box instanceof HTMLElement && box.isContentEditable;

/** The first box that may have an assistant and has none of another element. */
export function findBox(element: Element, id: string): HTMLElement | undefined {
  const root = element.getRootNode() as Document | ShadowRoot;
  const candidates = id === '' ? [...element.querySelectorAll(BOXES)] : [root.getElementById?.(id)];
  return candidates.find((box) => box && isFit(box) && (served.get(box) ?? element) === element) as
    | HTMLElement
    | undefined;
}
