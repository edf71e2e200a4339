/** From the bytes that a completion says to the text that is shown: whole characters, up to what ends them. */

import { knownSigns } from '../../text/as-read.ts';
import { inCapitals, Speller } from '../../text/as-written.ts';
import { type Spelling, UNREAD } from '../../text/spelling.ts';
import { utf8 } from '../../text/utf8.ts';
import { Utf8Stream, unfinishedCharacter } from '../../text/utf8-stream.ts';
import { BoundaryMatcher, type StopAt } from './boundary.ts';
import { Following } from './following.ts';
import { StopMatcher } from './stop.ts';
import { SuffixTrimmer } from './suffix.ts';
import { SuffixStart } from './suffix-start.ts';

/**
 * Holds back what must not be shown yet: half a character, what may become a stop string or a boundary. Stop strings and suffix are
 * found in the model's spelling; what is shown is in the writer's.
 */
export class TextGate {
  readonly #stopAt: StopAt | undefined;
  readonly #characters = new Utf8Stream();
  readonly #matcher: StopMatcher;
  readonly #boundary: BoundaryMatcher | undefined;
  readonly #suffixStart: SuffixStart;
  readonly #trimmer: SuffixTrimmer;
  readonly #spelling: Spelling;
  readonly #speller: Speller;
  /** Stop strings as they were sent, by how the model says them. */
  readonly #stops: ReadonlyMap<string, string>;
  /** Characters decoded and not shown. */
  #held = '';
  /** The last bytes pushed, as many as a character may lack. */
  #lastBytes = new Uint8Array();

  constructor(
    { stop, stopAt, suffix }: { stop: readonly string[]; stopAt?: StopAt; suffix?: string },
    spelling: Spelling = UNREAD,
    atCaret = true,
  ) {
    this.#stopAt = stopAt;
    this.#spelling = spelling;
    this.#speller = new Speller(spelling);
    this.#stops = new Map(stop.map((one) => [knownSigns(one) || one, one]));
    this.#matcher = new StopMatcher([...this.#stops.keys()]);
    this.#boundary = stopAt && new BoundaryMatcher(stopAt);
    const following = new Following(suffix ?? '', spelling.opens);
    this.#suffixStart = new SuffixStart(following, atCaret);
    this.#trimmer = new SuffixTrimmer(following);
  }

  /** Adds bytes; returns what may be shown, and the stop string or boundary once it has come. `last`: no more comes. */
  push(bytes: Uint8Array, last: boolean): { text: string; stopReason: string | null } {
    this.#lastBytes = Uint8Array.of(...this.#lastBytes, ...bytes).slice(-3);
    const decoded = inCapitals(this.#characters.push(bytes), this.#spelling);
    this.#held += decoded;
    const { text, stopped } = this.#matcher.push(decoded);
    const over = last || stopped !== undefined;
    // What may yet have become a stop string is text after all.
    const safe = over && stopped === undefined ? text + this.#matcher.flush() : text;
    const bounded = this.#boundary ? this.#boundary.push(safe, over) : { text: safe, ended: false };
    const before = this.#suffixStart.push(bounded.text);
    const shown = this.#trimmer.push(before.text);
    this.#held = this.#held.slice(shown.length);
    const written = this.#speller.push(shown);
    if (before.ended) return { text: written, stopReason: 'suffix' };
    if (bounded.ended) return { text: written, stopReason: this.#stopAt ?? null };
    // A stop string is neither shown nor shown later.
    if (stopped !== undefined) this.#held = this.#held.slice(this.#held.indexOf(stopped) + stopped.length);
    const stopReason = stopped === undefined ? null : this.#stops.get(stopped)!;
    return { text: written, stopReason };
  }

  /** Of all that was read and shown. */
  get spelling(): Spelling {
    return { ...this.#spelling, opens: this.#speller.opens };
  }

  /** What was pushed and not shown, in UTF-8, an unfinished character at its end included. */
  unshown(): Uint8Array {
    return Uint8Array.of(...utf8.encode(this.#held), ...unfinishedCharacter(this.#lastBytes));
  }
}
