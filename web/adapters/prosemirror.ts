/** ProseMirror as a surface. Takes types alone from the editor: two copies of it would not know each other. */
import type { EditorState, Plugin, Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { Change, Reading, Surface, Watcher } from '../core/surface.ts';
import { type Anchor, endsLine, overlay } from './overlay.ts';
import { type Person, watchPerson } from './person.ts';

/** Metadata of prosemirror-history, by their keys: an undo or redo, and the end of a group. */
const HISTORY = 'history$';
const CLOSE_HISTORY = 'closeHistory$';
const KEY = 'afterword$';

/** Text of a part of the document: a block a line. */
function textOf({ doc }: EditorState, from: number, to: number): string {
  return doc.textBetween(from, to, '\n', ({ type }) => (/^hard_?break$/i.test(type.name) ? '\n' : ' '));
}

function anchorOf(view: EditorView): Anchor | undefined {
  if (view.isDestroyed) return undefined;
  const { head } = view.state.selection;
  const { node } = view.domAtPos(head, -1);
  const element = node instanceof Element ? node : node.parentElement;
  return element ? { caret: view.coordsAtPos(head, -1), element } : undefined;
}

/** How the plugin comes into the editor and leaves it. */
export interface Plugins {
  add(plugin: Plugin): void;
  remove(plugin: Plugin): void;
}

const pluginsOf = (view: EditorView): Plugins => ({
  add: (plugin) => view.updateState(view.state.reconfigure({ plugins: [plugin, ...view.state.plugins] })),
  remove: (plugin) =>
    view.updateState(
      view.state.reconfigure({ plugins: view.state.plugins.filter((other) => other !== plugin) }),
    ),
});

/** Reports what changes, and offers keys before every other plugin. */
function pluginOf(view: EditorView, person: Person, watcher: () => Watcher | undefined): Plugin {
  const report = (change: Change) => watcher()?.changed(change);
  const soon = () => {
    queueMicrotask(() => report('state'));
    return false;
  };
  let latest: readonly Transaction[] = [];
  const said = (meta: string) => latest.some((transaction) => transaction.getMeta(meta));
  return {
    key: KEY,
    props: {
      handleKeyDown: (_view: EditorView, event: KeyboardEvent) => watcher()?.key(event) ?? false,
      handleDOMEvents: { focus: soon, blur: soon, compositionstart: soon, compositionend: soon },
    },
    getState: () => undefined,
    spec: {
      appendTransaction(transactions: readonly Transaction[]) {
        latest = [...latest, ...transactions];
      },
      view: () => ({
        update(_view: EditorView, before: EditorState) {
          const { doc, selection } = view.state;
          if (!doc.eq(before.doc)) {
            report(said(HISTORY) ? 'history' : said('paste') ? 'pasted' : person.change());
          } else report(selection.eq(before.selection) ? 'state' : 'caret');
          latest = [];
        },
      }),
    },
  } as unknown as Plugin;
}

function readView(view: EditorView): Reading {
  const { selection, doc } = view.state;
  const { head, $head, empty } = selection;
  return {
    before: textOf(view.state, 0, head),
    after: textOf(view.state, head, doc.content.size),
    // A selected node is not empty, a place between blocks holds no text.
    collapsed: empty && $head.parent.inlineContent,
    composing: view.composing,
    editable: view.editable,
    focused: view.hasFocus(),
    multiline: $head.parent.type.spec.code === true,
    room: Number.POSITIVE_INFINITY,
  };
}

/** A page that keeps the state by itself, apart from the view's, says by `plugins` how it takes a plugin in. */
export function prosemirrorSurface(view: EditorView, plugins: Plugins = pluginsOf(view)): Surface {
  let watcher: Watcher | undefined;
  const person = watchPerson(view.dom);
  const painter = overlay(
    () => view.dom.parentElement,
    () => view.dom,
    () => anchorOf(view),
  );
  const plugin = pluginOf(view, person, () => watcher);
  plugins.add(plugin);

  return {
    read: () => readView(view),
    show(shown) {
      const { $head } = view.state.selection;
      const rest = textOf(view.state, $head.pos, $head.end());
      painter.draw(shown && endsLine(rest) ? shown.choices[shown.index] : undefined);
    },
    insert(text) {
      if (!view.editable || view.composing) return false;
      const { from } = view.state.selection;
      // Marks at the caret are the text's.
      const change = view.state.tr.insertText(text).scrollIntoView();
      view.dispatch(change.setMeta(CLOSE_HISTORY, true));
      view.dispatch(view.state.tr.setMeta(CLOSE_HISTORY, true));
      return textOf(view.state, from, view.state.selection.head) === text;
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
      person.release();
      if (!view.isDestroyed) plugins.remove(plugin);
    },
  };
}
