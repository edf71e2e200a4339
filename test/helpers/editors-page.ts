/** Every editor on a page, for surfaces.test.ts: made by name, and driven through `stage`. */
import { history as codeHistory, undo as undoCode } from '@codemirror/commands';
import { EditorState as CodeState, Compartment } from '@codemirror/state';
import { EditorView as CodeView, keymap as codeKeymap } from '@codemirror/view';
import { createEmptyHistoryState, registerHistory } from '@lexical/history';
import { registerPlainText } from '@lexical/plain-text';
import { Editor, Extension, Mark, Node } from '@tiptap/core';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  createEditor,
  UNDO_COMMAND,
} from 'lexical';
import { history, undo } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { Schema } from 'prosemirror-model';
import { marks, nodes } from 'prosemirror-schema-basic';
import { EditorState, Selection, type Transaction } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { codemirrorSurface } from '../../web/adapters/codemirror.ts';
import { lexicalSurface } from '../../web/adapters/lexical.ts';
import { prosemirrorSurface } from '../../web/adapters/prosemirror.ts';
import { tiptapSurface } from '../../web/adapters/tiptap.ts';
import { type Assistant, attach } from '../../web/core/attach.ts';
import type { Change, KeyPress, Surface, View } from '../../web/core/surface.ts';

/** An editor as the tests drive it. `lines` are its paragraphs; the caret is behind `caret` characters of the last. */
export interface Driven {
  surface: Surface;
  /** What people edit. */
  content: HTMLElement;
  focus(): void;
  undo(): void;
  /** The page writes at the caret. */
  script(text: string): void;
  readOnly(): void;
  /** Switches bold on at the caret; missing where text has no format. */
  bold?(): void;
  destroy(): void;
}

type Make = (place: HTMLElement, lines: string[], caret: number) => Driven;

/** Tab is the editor's where nobody takes it: it writes an arrow. */
const TAB = '→';

const codemirror: Make = (parent, lines, caret) => {
  const readOnly = new Compartment();
  const doc = lines.join('\n');
  const anchor = doc.length - lines[lines.length - 1].length + caret;
  const insert = (view: CodeView) => {
    view.dispatch(view.state.replaceSelection(TAB), { userEvent: 'input.type' });
    return true;
  };
  const extensions = [
    codeHistory(),
    codeKeymap.of([{ key: 'Tab', run: insert }]),
    CodeView.lineWrapping,
    readOnly.of([]),
  ];
  const view = new CodeView({ parent, state: CodeState.create({ doc, selection: { anchor }, extensions }) });
  return {
    surface: codemirrorSurface(view),
    content: view.contentDOM,
    focus: () => view.focus(),
    undo: () => undoCode(view),
    script: (text) => view.dispatch(view.state.replaceSelection(text)),
    readOnly: () => view.dispatch({ effects: readOnly.reconfigure(CodeState.readOnly.of(true)) }),
    destroy: () => view.destroy(),
  };
};

/** What every editor on ProseMirror can do. */
const driveProseMirror = (view: EditorView, surface: Surface) => ({
  surface,
  content: view.dom,
  focus: () => view.focus(),
  undo: () => void undo(view.state, view.dispatch),
  script: (text: string) => view.dispatch(view.state.tr.insertText(text)),
  bold: () => view.dispatch(view.state.tr.addStoredMark(view.state.schema.marks.strong.create())),
});

const insertTab = (state: EditorState, dispatch?: (transaction: Transaction) => void) => {
  dispatch?.(state.tr.insertText(TAB));
  return true;
};

const documentOf = (lines: string[]) => ({
  type: 'doc',
  content: lines.map((text) => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] })),
});

const prosemirror: Make = (place, lines, caret) => {
  const schema = new Schema({ nodes, marks });
  const doc = schema.nodeFromJSON(documentOf(lines));
  let editable = true;
  const plugins = [history(), keymap({ Tab: insertTab })];
  const view = new EditorView(place, {
    state: EditorState.create({ doc, plugins }),
    editable: () => editable,
  });
  const before = lines.slice(0, -1).reduce((sum, line) => sum + line.length + 2, 1);
  const { tr } = view.state;
  view.dispatch(
    tr.setSelection(Selection.near(tr.doc.resolve(before + caret))).setMeta('addToHistory', false),
  );
  return {
    ...driveProseMirror(view, prosemirrorSurface(view)),
    readOnly() {
      editable = false;
      view.updateState(view.state);
    },
    destroy: () => view.destroy(),
  };
};

const tiptap: Make = (element, lines, caret) => {
  const editor = new Editor({
    element,
    content: documentOf(lines),
    extensions: [
      Node.create({ name: 'doc', topNode: true, content: 'block+' }),
      Node.create({
        name: 'paragraph',
        group: 'block',
        content: 'inline*',
        parseHTML: () => [{ tag: 'p' }],
        renderHTML: () => ['p', 0],
      }),
      Node.create({ name: 'text', group: 'inline' }),
      Mark.create({ name: 'strong', parseHTML: () => [{ tag: 'strong' }], renderHTML: () => ['strong', 0] }),
      Extension.create({
        name: 'undo',
        addProseMirrorPlugins: () => [history()],
        addKeyboardShortcuts: () => ({ Tab: ({ editor }) => insertTab(editor.state, editor.view.dispatch) }),
      }),
    ],
  });
  const before = lines.slice(0, -1).reduce((sum, line) => sum + line.length + 2, 1);
  editor.commands.setTextSelection(before + caret);
  return {
    ...driveProseMirror(editor.view, tiptapSurface(editor)),
    readOnly: () => editor.setEditable(false),
    destroy: () => editor.destroy(),
  };
};

const lexical: Make = (place, lines, caret) => {
  const root = document.createElement('div');
  root.contentEditable = 'true';
  place.append(root);
  const editor = createEditor({
    namespace: 'test',
    theme: { text: { bold: 'bold' } },
    onError: (error) => {
      throw error;
    },
  });
  editor.setRootElement(root);
  const leave = [registerPlainText(editor), registerHistory(editor, createEmptyHistoryState(), 300)];
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || event.defaultPrevented) return;
    event.preventDefault();
    editor.update(() => void $getSelection()?.insertText(TAB));
  });
  const fill = () => {
    const paragraphs = lines.map((line) => {
      const paragraph = $createParagraphNode();
      if (line !== '') paragraph.append($createTextNode(line));
      return paragraph;
    });
    $getRoot()
      .clear()
      .append(...paragraphs);
    const last = paragraphs[paragraphs.length - 1];
    const text = last.getFirstChild();
    if (text) (text as ReturnType<typeof $createTextNode>).select(caret, caret);
    else last.select();
  };
  editor.update(fill, { discrete: true, tag: 'history-merge' });
  return {
    surface: lexicalSurface(editor),
    content: root,
    focus: () => editor.focus(),
    undo: () => void editor.dispatchCommand(UNDO_COMMAND, undefined),
    script: (text) => editor.update(() => void $getSelection()?.insertText(text), { discrete: true }),
    readOnly: () => editor.setEditable(false),
    bold: () =>
      editor.update(
        () => {
          const selection = $getSelection();
          if ($isRangeSelection(selection)) selection.formatText('bold');
        },
        { discrete: true },
      ),
    destroy() {
      for (const end of leave) end();
      editor.setRootElement(null);
    },
  };
};

const EDITORS = { codemirror, prosemirror, tiptap, lexical };
export type EditorName = keyof typeof EDITORS;

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
    driven = EDITORS[name](place, lines, caret);
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
