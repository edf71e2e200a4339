/** Every editor on a page, for editors.chromium.test.ts: made by name, and driven through `stage`. */
import { type Assistant, attach } from '../../../web/core/attach.ts';
import type { Change, KeyPress, View } from '../../../web/core/surface.ts';
import { type Driven, EDITORS, type EditorName } from './editors.ts';

let driven: Driven;
let place: HTMLElement;
let empty = '';
let changes: Change[] = [];
let presses: string[] = [];
let takes = false;
let assistant: Assistant | undefined;
let asked: string[] = [];

const watcher = {
  changed: (change: Change) => void changes.push(change),
  key(press: KeyPress) {
    presses.push(press.key);
    return takes;
  },
  picked: () => {},
};

const view = (text: string | null): View | null =>
  text === null ? null : { choices: [text], index: 0, display: 'ghost' };

interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A rectangle for each line of a text; browsers part a line where it may break. */
function rectOf(node: globalThis.Node): Rectangle[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const lines: Rectangle[] = [];
  for (const { left, top, right, bottom } of range.getClientRects()) {
    const line = lines.find((other) => Math.abs(other.top - top) < 1);
    if (!line) lines.push({ left, top, right, bottom });
    else Object.assign(line, { left: Math.min(line.left, left), right: Math.max(line.right, right) });
  }
  return lines;
}

const stage = {
  create(name: EditorName, lines: string[], caret = lines[lines.length - 1].length, css = '') {
    if (place?.isConnected) driven.destroy();
    document.body.replaceChildren();
    assistant?.release();
    assistant = undefined;
    changes = [];
    presses = [];
    takes = false;
    const style = document.createElement('style');
    style.textContent = css;
    place = document.createElement('div');
    place.id = 'place';
    document.body.append(style, place);
    driven = EDITORS[name](place, lines, caret, true);
    driven.surface.watch(watcher);
    driven.focus();
    empty = place.innerHTML;
  },
  /** An assistant in place of the watcher. Its source knows what comes after these texts, and nothing else. */
  assist(known: Record<string, string>) {
    asked = [];
    const source = {
      async suggest({ before }: { before: string }) {
        asked.push(before);
        const text = known[before];
        return { choices: text ? [{ text, confidence: 0.5 }] : [], fingerprint: null };
      },
    };
    assistant = attach(driven.surface, source, { delay: 0 });
  },
  asked: () => asked.splice(0),
  read: () => driven.surface.read(),
  show: (text: string | null) => driven.surface.show(view(text)),
  insert: (text: string) => driven.surface.insert(text),
  announce: (text: string) => driven.surface.announce(text),
  release: () => driven.surface.release(),
  destroy() {
    driven.destroy();
    place.replaceChildren(...place.querySelectorAll('[data-afterword]'));
  },
  resize: () => dispatchEvent(new Event('resize')),
  undo: () => driven.undo(),
  script: (text: string) => driven.script(text),
  readOnly: () => driven.readOnly(),
  bold: () => driven.bold?.(),
  blur: () => (document.activeElement as HTMLElement).blur(),
  take: () => {
    takes = true;
  },
  changes: () => changes.splice(0),
  presses: () => presses.splice(0),
  /** Everything before and after the caret. */
  text() {
    const { before, after } = driven.surface.read();
    return before + after;
  },
  html: () => driven.content.innerHTML,
  /** What surrounds the content: nothing may be left here. */
  around: () => ({
    now: place.querySelectorAll('[data-afterword]').length,
    body: document.body.children.length,
    empty: empty.length,
  }),
  attributes: () => driven.content.getAttributeNames().join(' '),
  /** Client rectangles of the content's text, in order. */
  glyphs() {
    const walker = document.createTreeWalker(driven.content, NodeFilter.SHOW_TEXT);
    const rects: ReturnType<typeof rectOf> = [];
    while (walker.nextNode()) rects.push(...rectOf(walker.currentNode));
    return rects;
  },
  ghost() {
    const layer = document.querySelector<HTMLElement>('[data-afterword=ghost]');
    if (!layer || layer.hidden) return null;
    const { font, color } = getComputedStyle(layer.firstElementChild as Element);
    const { left, top, right, bottom } = layer.getBoundingClientRect();
    return {
      text: layer.textContent,
      rects: rectOf(layer.firstElementChild as Element),
      clip: { left, top, right, bottom },
      font,
      color,
      hiddenFromReaders: layer.ariaHidden,
    };
  },
  spoken: () => document.querySelector('[data-afterword=status]')?.textContent ?? null,
};
export type Stage = typeof stage;

Object.assign(globalThis, { stage });
