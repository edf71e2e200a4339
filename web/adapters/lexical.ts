/** Lexical as a surface. */
import {
  $getRoot,
  $getSelection,
  $isElementNode,
  $isLineBreakNode,
  $isRangeSelection,
  $isTextNode,
  type LexicalEditor,
  type LexicalNode,
  type PointType,
} from 'lexical';
import type { Change, Surface, Watcher } from '../core/surface.ts';
import { type Anchor, endsLine, overlay } from './overlay.ts';
import { type Person, watchPerson } from './person.ts';

interface Text {
  text: string;
  /** Of the caret in `text`; -1 where there is none. */
  caret: number;
}

/** The document's text, a block a line, and where `point` is in it. */
function textAround(point: PointType | undefined): Text {
  let text = '';
  let caret = -1;
  const visit = (node: LexicalNode): void => {
    const here = point?.key === node.getKey();
    if (!$isElementNode(node)) {
      if (here) caret = text.length + (point?.offset ?? 0);
      text += $isTextNode(node) ? node.getTextContent() : $isLineBreakNode(node) ? '\n' : ' ';
      return;
    }
    node.getChildren().forEach((child, index) => {
      if (index > 0 && $isElementNode(child) && !child.isInline()) text += '\n';
      if (here && point?.offset === index) caret = text.length;
      visit(child);
    });
    if (here && caret < 0) caret = text.length;
  };
  visit($getRoot());
  return { text, caret };
}

function anchorOf(root: HTMLElement | null): Anchor | undefined {
  const selection = getSelection();
  const node = selection?.focusNode;
  if (!root || !selection?.isCollapsed || !node || !root.contains(node)) return undefined;
  const element = node instanceof Element ? node : node.parentElement;
  const range = selection.getRangeAt(0);
  // A caret in an empty block has no rectangle of its own.
  const caret = range.getClientRects()[0] ?? element?.getBoundingClientRect();
  return element && caret ? { caret, element } : undefined;
}

/** What is read of the editor, for `Reading`. */
function readEditor(editor: LexicalEditor) {
  return editor.getEditorState().read(() => {
    const selection = $getSelection();
    const range = $isRangeSelection(selection) ? selection : undefined;
    const { text, caret } = textAround(range?.focus);
    const at = caret < 0 ? text.length : caret;
    const collapsed = range?.isCollapsed() === true && caret >= 0;
    return { before: text.slice(0, at), after: text.slice(at), collapsed };
  });
}

export function lexicalSurface(editor: LexicalEditor): Surface {
  let watcher: Watcher | undefined;
  let person: Person | undefined;
  const root = () => editor.getRootElement();
  const painter = overlay(
    () => root()?.parentElement ?? null,
    root,
    () => anchorOf(root()),
  );
  const keys = (event: KeyboardEvent) => {
    if (!watcher?.key(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const report = (change: Change) => watcher?.changed(change);
  const soon = () => queueMicrotask(() => report('state'));
  const events = ['focus', 'blur', 'compositionstart', 'compositionend'];
  const leave = [
    editor.registerRootListener((now, before) => {
      before?.removeEventListener('keydown', keys, true);
      person?.release();
      for (const type of events) before?.removeEventListener(type, soon);
      person = now ? watchPerson(now) : undefined;
      now?.addEventListener('keydown', keys, true);
      for (const type of events) now?.addEventListener(type, soon);
      painter.describe();
    }),
    editor.registerEditableListener(() => report('state')),
    editor.registerUpdateListener(({ tags, dirtyElements, dirtyLeaves }) => {
      if (dirtyElements.size === 0 && dirtyLeaves.size === 0) report('caret');
      else if (tags.has('historic')) report('history');
      else report(tags.has('paste') ? 'pasted' : (person?.change() ?? 'script'));
    }),
  ];

  return {
    read: () => ({
      ...readEditor(editor),
      composing: editor.isComposing(),
      editable: editor.isEditable(),
      focused: document.activeElement === root(),
      multiline: false,
      room: Number.POSITIVE_INFINITY,
    }),
    show(shown) {
      painter.draw(shown && endsLine(readEditor(editor).after) ? shown.choices[shown.index] : undefined);
    },
    insert(text) {
      const { before, collapsed } = readEditor(editor);
      if (!editor.isEditable() || editor.isComposing() || !collapsed) return false;
      // The format at the caret is the text's. A step of the history of its own.
      editor.update(
        () => void ($getSelection() as { insertText(text: string): void } | null)?.insertText(text),
        { discrete: true, tag: 'history-push' },
      );
      return readEditor(editor).before === before + text;
    },
    watch(next) {
      watcher = next;
      return () => {
        watcher = undefined;
      };
    },
    describe: painter.describe,
    announce: painter.announce,
    release() {
      watcher = undefined;
      painter.release();
      for (const end of leave) end();
    },
  };
}
