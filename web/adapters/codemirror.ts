/** CodeMirror 6 as a surface. */
import { Compartment, Prec, StateEffect } from '@codemirror/state';
import { EditorView, type ViewUpdate } from '@codemirror/view';
import type { Change, Surface, Watcher } from '../core/surface.ts';
import { type Anchor, endsLine, overlay } from './overlay.ts';

/** What an update means; undefined when it means nothing to an assistant. */
function changeOf({ transactions, docChanged, selectionSet, focusChanged }: ViewUpdate): Change | undefined {
  if (docChanged) {
    const is = (event: string) => transactions.some((transaction) => transaction.isUserEvent(event));
    if (is('undo') || is('redo')) return 'history';
    if (is('input.paste') || is('delete.cut')) return 'pasted';
    if (is('input.type') || is('delete')) return 'typed';
    return is('input') || is('move') ? 'replaced' : 'script';
  }
  if (selectionSet) return 'caret';
  const reconfigured = transactions.some((transaction) => transaction.reconfigured);
  return focusChanged || reconfigured ? 'state' : undefined;
}

function anchorOf(view: EditorView): Anchor | undefined {
  const { head } = view.state.selection.main;
  const caret = view.coordsAtPos(head, -1);
  const { node } = view.domAtPos(head);
  const element = node instanceof Element ? node : node.parentElement;
  return caret && element ? { caret, element } : undefined;
}

/** In an editor that indents, Tab before the first character of a line is the editor's. */
const indents = (event: KeyboardEvent, view: EditorView): boolean => {
  const { head } = view.state.selection.main;
  return event.key === 'Tab' && view.state.sliceDoc(view.state.doc.lineAt(head).from, head).trim() === '';
};

export function codemirrorSurface(view: EditorView): Surface {
  let watcher: Watcher | undefined;
  const report = (change: Change) => watcher?.changed(change);
  const painter = overlay(
    () => view.dom,
    () => view.scrollDOM,
    () => anchorOf(view),
    () => view.contentDOM,
  );
  const editable = () => !view.state.readOnly && view.state.facet(EditorView.editable);
  const place = new Compartment();
  const soon = () => queueMicrotask(() => report('state'));
  const extension = [
    EditorView.updateListener.of((update) => {
      const change = changeOf(update);
      if (change) report(change);
    }),
    Prec.highest(
      EditorView.domEventHandlers({
        keydown: (event) => !indents(event, view) && (watcher?.key(event) ?? false),
        compositionstart: soon,
        compositionend: soon,
      }),
    ),
  ];
  view.dispatch({ effects: StateEffect.appendConfig.of(place.of(extension)) });

  return {
    read() {
      const { doc, selection } = view.state;
      const { head, empty } = selection.main;
      return {
        before: doc.sliceString(0, head),
        after: doc.sliceString(head),
        collapsed: empty && selection.ranges.length === 1,
        composing: view.compositionStarted,
        editable: editable(),
        focused: view.hasFocus,
        multiline: true,
        room: Number.POSITIVE_INFINITY,
      };
    },
    show(shown) {
      const { head } = view.state.selection.main;
      const rest = view.state.sliceDoc(head, view.state.doc.lineAt(head).to);
      painter.draw(shown && endsLine(rest) ? shown.choices[shown.index] : undefined);
    },
    insert(text) {
      if (!editable() || view.compositionStarted) return false;
      const { from } = view.state.selection.main;
      const change = view.state.replaceSelection(text);
      view.dispatch(change, { userEvent: 'input.complete', scrollIntoView: true });
      // What is typed next does not join a step of the history that a selection follows.
      view.dispatch({ selection: view.state.selection });
      return view.state.sliceDoc(from, view.state.selection.main.head) === text;
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
      view.dispatch({ effects: place.reconfigure([]) });
    },
  };
}
