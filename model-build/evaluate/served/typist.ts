/**
 * A typist at the element: one ghost, the first suggestion to the word's end, if its confidence is at least a threshold.
 * Types a text key by key; a ghost that is exactly the text's own continuation to the word's end is taken with one key, and
 * the space that follows comes with it. The next ghost is there at once. Another ghost is typed along for as long as the
 * text goes as it does: it stays, and the element asks for none (`fitting` in web/core/fit.ts).
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
    if (shown) this.counts.shown++;
    if (right) {
      this.counts.keys++;
      this.counts.right++;
      const end = at + ghost.text.length;
      // What lies beyond the sample is nobody's saving.
      this.#at = Math.min(length, text[end] === ' ' ? end + 1 : end);
    } else this.#type(shown ? ghost.text : '');
  }

  /** Types to where the next ghost is asked for: a character further, or where `ghost` no longer goes on from the text. */
  #type(ghost: string): void {
    const { text, length } = this.#document;
    const start = this.#at;
    let fits: boolean;
    do {
      this.#at += text.codePointAt(this.#at)! > 0xffff ? 2 : 1;
      this.counts.keys++;
      const typed = text.slice(start, this.#at);
      fits = typed.length < ghost.length && ghost.startsWith(typed);
    } while (fits && this.#at < length);
  }
}
