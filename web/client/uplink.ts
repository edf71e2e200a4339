/** How fast this page sends, measured by the requests that it makes anyway. */

/** Bytes of a request that takes no time worth speaking of on its way. */
const SMALL = 2048;
/** Bytes of a request whose way can be measured. */
const LARGE = 8192;
/** Of the quickest small request, so that an early lucky one is forgotten. */
const FORGETS = 1.05;
const KEPT = 5;
/** Bits a millisecond, 1 Mbit/s, until something is measured: then a short text never pays for a long token. */
const ASSUMED = 1000;

/** The measured speed of the line. */
export class Uplink {
  /** Milliseconds from sending to answer when little is sent. */
  #quickest = Number.POSITIVE_INFINITY;
  readonly #rates: number[] = [];

  /** A request of so many bytes was answered after so many milliseconds. */
  measured(bytes: number, ms: number): void {
    if (bytes <= SMALL) this.#quickest = Math.min(this.#quickest * FORGETS, ms);
    if (bytes < LARGE || this.#quickest === Number.POSITIVE_INFINITY) return;
    this.#rates.push((8 * bytes) / Math.max(1, ms - this.#quickest));
    if (this.#rates.length > KEPT) this.#rates.shift();
  }

  /** The median of the last few. */
  get bitsPerMs(): number {
    if (this.#rates.length === 0) return ASSUMED;
    return [...this.#rates].sort((a, b) => a - b)[this.#rates.length >> 1]!;
  }
}
