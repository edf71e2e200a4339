/** Every editor on a page, made by name, as tests drive them. */
import { history as codeHistory, historyKeymap, undo as undoCode } from '@codemirror/commands';
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
import { history, redo, undo } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { Schema } from 'prosemirror-model';
import { marks, nodes } from 'prosemirror-schema-basic';
import { EditorState, Selection, type Transaction } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { codemirrorSurface } from '../../../web/adapters/codemirror.ts';
import { lexicalSurface } from '../../../web/adapters/lexical.ts';
import { prosemirrorSurface } from '../../../web/adapters/prosemirror.ts';
import { tiptapSurface } from '../../../web/adapters/tiptap.ts';
import type { Surface } from '../../../web/core/surface.ts';

/** Milliseconds: keys typed by a busy machine are one step still, and what is a step of its own is not one by a pause. */
const FOREVER = 1e9;

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

/** With `indents`, Tab is the editor's where nobody takes it: it writes an arrow. */
type Make = (place: HTMLElement, lines: string[], caret: number, indents: boolean) => Driven;

const TAB = '→';

const codemirror: Make = (parent, lines, caret, indents) => {
  const readOnly = new Compartment();
  const doc = lines.join('\n');
  const anchor = doc.length - lines[lines.length - 1].length + caret;
  const insert = (view: CodeView) => {
    view.dispatch(view.state.replaceSelection(TAB), { userEvent: 'input.type' });
    return true;
  };
  const extensions = [
    codeHistory({ newGroupDelay: FOREVER }),
    codeKeymap.of([...historyKeymap, ...(indents ? [{ key: 'Tab', run: insert }] : [])]),
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

const keysOf = (indents: boolean) => ({
  'Mod-z': undo,
  'Mod-y': redo,
  'Shift-Mod-z': redo,
  ...(indents && { Tab: insertTab }),
});

const documentOf = (lines: string[]) => ({
  type: 'doc',
  content: lines.map((text) => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] })),
});

const prosemirror: Make = (place, lines, caret, indents) => {
  const schema = new Schema({ nodes, marks });
  const doc = schema.nodeFromJSON(documentOf(lines));
  let editable = true;
  const plugins = [history({ newGroupDelay: FOREVER }), keymap(keysOf(indents))];
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

const tiptap: Make = (element, lines, caret, indents) => {
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
        addProseMirrorPlugins: () => [history({ newGroupDelay: FOREVER }), keymap(keysOf(indents))],
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

const lexical: Make = (place, lines, caret, indents) => {
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
  const leave = [registerPlainText(editor), registerHistory(editor, createEmptyHistoryState(), FOREVER)];
  root.addEventListener('keydown', (event) => {
    if (!indents || event.key !== 'Tab' || event.defaultPrevented) return;
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

export const EDITORS = { codemirror, prosemirror, tiptap, lexical };
export type EditorName = keyof typeof EDITORS;
