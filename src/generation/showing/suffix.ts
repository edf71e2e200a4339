/** The text after the caret, which a completion must not say a second time. */
import { overlap } from './overlap.ts';

/** Of a long suffix so many characters are looked at: no longer end of a completion is found in it. */
const LOOKED_AT = 256;

/** Watches text go by and keeps back its end as far as that is the beginning of the suffix. */
export class SuffixTrimmer {
  readonly #suffix: string;
  #held = '';

  constructor(suffix: string) {
    this.#suffix = suffix.slice(0, LOOKED_AT);
  }

  /** Adds text, returns what is safe to show. What is kept back at the end stays unsaid. */
  push(text: string): string {
    const all = this.#held + text;
    const safe = all.length - overlap(all, this.#suffix);
    this.#held = all.slice(safe);
    return all.slice(0, safe);
  }
}
