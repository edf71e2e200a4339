/** Stop strings, found wherever they fall: inside one token's text or across several. */
import { overlap } from './overlap.ts';

/** Watches text go by and holds back what may yet turn out to be the start of a stop string. */
export class StopMatcher {
  readonly #stops: readonly string[];
  #held = '';

  /** `stops` are literal, none of them empty. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Adds text. Returns what is safe to show, and the stop string when the text before it has ended. */
  push(text: string): { text: string; stopped?: string } {
    const all = this.#held + text;
    const found = this.#earliest(all);
    if (found !== undefined) {
      this.#held = '';
      return { text: all.slice(0, found.at), stopped: found.stop };
    }
    const safe = all.length - this.#unfinished(all);
    this.#held = all.slice(safe);
    return { text: all.slice(0, safe) };
  }

  /** What was held back, once no more text comes. */
  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #earliest(text: string): { at: number; stop: string } | undefined {
    let found: { at: number; stop: string } | undefined;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at >= 0 && (found === undefined || at < found.at)) found = { at, stop };
    }
    return found;
  }

  /** Length of the longest end of `text` that begins a stop string. */
  #unfinished(text: string): number {
    return Math.max(0, ...this.#stops.map((stop) => overlap(text, stop, stop.length - 1)));
  }
}
