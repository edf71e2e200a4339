/** The text after the caret, which a completion must not say a second time. */
import type { Following } from './following.ts';
import { overlap } from './overlap.ts';

/** Watches text go by and keeps back its end as far as that is the beginning of the suffix. */
export class SuffixTrimmer {
  readonly #following: Following;
  #held: string;
  /** Characters of `#held` that the completion has not said. */
  #lead: number;

  constructor(following: Following) {
    this.#following = following;
    this.#held = following.lead;
    this.#lead = following.lead.length;
  }

  /** Adds text, returns what is safe to show. What is kept back at the end stays unsaid. */
  push(text: string): string {
    const all = this.#held + text;
    const safe = all.length - overlap(this.#following.seen(all), this.#following.text);
    const lead = Math.min(this.#lead, safe);
    this.#lead -= lead;
    this.#held = all.slice(safe);
    return all.slice(lead, safe);
  }
}
