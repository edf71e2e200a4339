/**
 * A typist who sees one ghost: the first suggestion to the word's end, if its confidence is at least a threshold. Types a
 * text key by key; after each key, and at the text's start, a ghost that is exactly the text's own continuation to the
 * word's end is taken with one key, and the space that follows comes with it. The next ghost is there at once.
 */
import { type CaretPlace, trueContinuation } from '../../calibrate/carets.ts';
import type { SampleDocument } from '../../calibrate/sample.ts';
import type { Shown } from './search.ts';

export interface TypistCounts {
  characters: number;
  keys: number;
  /** Places where a ghost was asked for. */
  carets: number;
  shown: number;
  right: number;
}

/** Follows the carets of one document. */
export class Typist {
  readonly counts: TypistCounts;
  readonly #threshold: number;
  readonly #document: SampleDocument;
  /** Where the typist is, in UTF-16 units. */
  #at = 0;

  constructor(document: SampleDocument, threshold: number) {
    this.#threshold = threshold;
    this.#document = document;
    const characters = [...document.text.slice(0, document.length)].length;
    this.counts = { characters, keys: 0, carets: 0, shown: 0, right: 0 };
  }

  asks(at: number): boolean {
    return at === this.#at;
  }

  /** What is shown at a caret that was asked about. */
  see({ at, after }: CaretPlace, [ghost]: readonly Shown[]): void {
    const { text, length } = this.#document;
    const shown = ghost !== undefined && ghost.confidence >= this.#threshold;
    const right = shown && ghost.text === trueContinuation(after, 'word');
    this.counts.carets++;
    this.counts.keys++;
    if (shown) this.counts.shown++;
    if (!right) {
      this.#at += text.codePointAt(at)! > 0xffff ? 2 : 1;
      return;
    }
    this.counts.right++;
    const end = at + ghost.text.length;
    // What lies beyond the sample is nobody's saving.
    this.#at = Math.min(length, text[end] === ' ' ? end + 1 : end);
  }
}
