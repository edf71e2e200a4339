/**
 * What somebody types into, as the assistant sees it: a text box, an editable element, or an editor. An adapter for an
 * editor is a Surface and nothing else.
 *
 * Three promises that no surface may break: the ghost is drawn and never in the document; what `insert` puts in is one
 * undo step of its own; after `release` nothing is left behind.
 */

/** The text and the caret of one moment. */
export interface Reading {
  readonly before: string;
  readonly after: string;
  /** False while text is selected, or while there are several carets. */
  readonly collapsed: boolean;
  /** An input method is composing: keys belong to it, and nothing may be inserted. */
  readonly composing: boolean;
  /** False where nobody can type now: disabled, read-only. */
  readonly editable: boolean;
  /** The keyboard writes here. */
  readonly focused: boolean;
  /** False where a line break cannot be inserted. */
  readonly multiline: boolean;
  /** How many more UTF-16 units fit; `Infinity` where there is no limit. */
  readonly room: number;
}

/**
 * What happened. `typed`: characters were put in or taken away at the caret, by a key or an input method. `replaced`:
 * autocorrect, dictation or drag and drop wrote, perhaps elsewhere. `history`: undo or redo. `script`: the page or an
 * extension wrote, not the person. `caret`: the caret moved, or a selection was made, and the text is as it was.
 * `state`: focus, composition, read-only or room changed.
 */
export type Change = 'typed' | 'pasted' | 'replaced' | 'history' | 'script' | 'caret' | 'state';

/** A key as it was pressed: a `KeyboardEvent` is one. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  /** The key is held down. */
  readonly repeat: boolean;
  /** With `keyCode` 229, that it belongs to an input method. */
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** Who watches a surface. */
export interface Watcher {
  changed(change: Change): void;
  /** True: the key was taken. The surface then keeps it from the page and from the editor. */
  key(press: KeyPress): boolean;
  /** The person took the choice of this index by pointer. */
  picked(index: number): void;
}

/** What is to be drawn. `choices[index]` is the ghost; all of them are the list. */
export interface View {
  readonly choices: readonly string[];
  readonly index: number;
  /** `list` and `both`: choices also as something to tap, near the caret. */
  readonly display: 'ghost' | 'list' | 'both';
}

/** What an assistant needs of a text box or an editor. */
export interface Surface {
  read(): Reading;
  /**
   * Draws at the caret, or takes away what is drawn. Never changes the document, its size or the caret. A surface that
   * cannot draw a ghost where it would be inserted draws the list in its place, or nothing.
   */
  show(view: View | null): void;
  /**
   * Inserts at the caret as an undo step of its own, the caret behind it. True when the text is in the document as it
   * was given; false when nothing was inserted.
   */
  insert(text: string): boolean;
  /** Begins to report; the function that it returns ends it. One watcher at a time. */
  watch(watcher: Watcher): () => void;
  /**
   * Tells screen readers of the place, behind what the page says of it; an empty text takes back what was told. Told until
   * then, or until `release`.
   */
  describe(text: string): void;
  /** Speaks to screen readers, politely; an empty text takes back what was not spoken. */
  announce(text: string): void;
  /** Ends everything: listeners, nodes, attributes that were changed are as they were. */
  release(): void;
}
