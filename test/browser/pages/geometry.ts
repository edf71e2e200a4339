/** In the page: what the mirror says of a text box beside what the browser says, OpaqueRange. */
import { Mirror } from '../../../web/surface/mirror.ts';
import { Stage } from '../../../web/surface/stage.ts';
import { nativeCaret } from '../../../web/surface/value-range.ts';

export interface GeometryCase {
  kind: 'textarea' | 'input';
  text: string;
  /** Share of the text before the caret. */
  at: number;
  ghost: string;
  /** Style of the box, and attributes. */
  style: Record<string, string>;
  attributes: Record<string, string>;
  /** Share of what can be scrolled that is scrolled. */
  scroll: number;
  /** Scale of an ancestor, by a transform and by zoom. */
  scale: number;
  zoom: number;
}

export interface Misses {
  /** Pixels, of the caret; horizontally and vertically. Null where the browser does not tell: in an empty line. */
  caret: [number, number] | null;
  /** Pixels, of the ghost's first glyph, against where it stands once accepted; null when it was not to be drawn. */
  ghost: [number, number] | null;
}

const page = {
  measure({ kind, text, at, ghost, style, attributes, scroll, scale, zoom }: GeometryCase): Misses {
    const outer = document.createElement('div');
    outer.style.transform = `scale(${scale})`;
    outer.style.zoom = String(zoom);
    outer.style.transformOrigin = '0 0';
    const host = document.createElement('div');
    const box = document.createElement(kind);
    Object.assign(box.style, style);
    for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
    outer.append(host);
    host.append(box);
    const root = host.attachShadow({ mode: 'open' });
    root.append(document.createElement('slot'));
    document.body.replaceChildren(outer);
    const stage = new Stage(root, () => undefined);
    const mirror = new Mirror(stage.well);
    box.value = text;
    const value = box.value;
    let caretAt = Math.round(at * value.length);
    // Not between the halves of a character.
    if (
      /^(?:[\udc00-\udfff]|\u200d|\ufe0f|\u0301)/.test(value.slice(caretAt)) ||
      value[caretAt - 1] === '\u200d'
    )
      caretAt = value.length;
    box.scrollTop = scroll * (box.scrollHeight - box.clientHeight);
    box.scrollLeft = scroll * (box.scrollWidth - box.clientWidth);
    const [before, after] = [value.slice(0, caretAt), value.slice(caretAt)];
    const local = stage.frame().scale;
    mirror.copy(box, getComputedStyle(box), local);
    const place = mirror.measure(before, ghost, after);
    const edge = box.getBoundingClientRect();
    const shift = [edge.left - box.scrollLeft * local, edge.top - box.scrollTop * local];
    const native = nativeCaret(box, before);
    const caret: [number, number] | null = native
      ? [place.caret.left + shift[0] - native.left, place.caret.top + shift[1] - native.top]
      : null;
    let missed: [number, number] | null = null;
    if (place.first && before !== '') {
      const { scrollTop, scrollLeft } = box;
      box.value = before + ghost + after;
      box.scrollTop = scrollTop;
      box.scrollLeft = scrollLeft;
      const lead = caretAt + ghost.length - ghost.trimStart().length;
      const range = (
        box as unknown as { createValueRange(a: number, b: number): { getClientRects(): DOMRectList } }
      ).createValueRange(lead, lead + 1);
      const [rect] = range.getClientRects();
      const same = box.scrollTop === scrollTop && box.scrollLeft === scrollLeft;
      if (rect && same)
        missed = [place.first.left + shift[0] - rect.left, place.first.top + shift[1] - rect.top];
    }
    stage.remove();
    return { caret, ghost: missed };
  },
};
export type GeometryPage = typeof page;

Object.assign(globalThis, { page });
