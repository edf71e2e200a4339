/**
 * One ghost a word, whatever was shown before: at the carets that a calibration learns from, a word after the other left
 * at its start, after one letter, and so on to four. The typist sees a wrong ghost at every letter and a right one once;
 * here each word counts the same.
 */
import { type CaretPlace, caretsOf, trueContinuation } from '../../calibrate/carets.ts';
import { type SampleDocument, sampleWords } from '../../calibrate/sample.ts';
import type { Shown } from './search.ts';

export interface CaretCounts {
  carets: number;
  shown: number;
  right: number;
}

/** Follows the carets of one document. */
export class OneCaretAWord {
  readonly counts: CaretCounts = { carets: 0, shown: 0, right: 0 };
  readonly #threshold: number;
  readonly #carets: ReadonlySet<number>;

  constructor(document: SampleDocument, threshold: number) {
    this.#threshold = threshold;
    this.#carets = new Set(caretsOf([document], sampleWords(document).length).map(({ at }) => at));
  }

  asks(at: number): boolean {
    return this.#carets.has(at);
  }

  /** What is shown at a caret that was asked about. */
  see({ after }: CaretPlace, [ghost]: readonly Shown[]): void {
    this.counts.carets++;
    if (ghost === undefined || ghost.confidence < this.#threshold) return;
    this.counts.shown++;
    if (ghost.text === trueContinuation(after, 'word')) this.counts.right++;
  }
}
