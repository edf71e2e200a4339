/** Byte-pair encoding of one run of text: its bytes, then the most urgent merge, again and again. */

/** Tokens `[left, right, merged]`. */
export type Merge = readonly [number, number, number];

/** Merges of a vocabulary, looked up by the two neighbours. */
export class BytePairEncoder {
  readonly #byteTokens: Int32Array;
  readonly #rankOf = new Map<number, number>();
  readonly #merged: Int32Array;
  readonly #vocabulary: number;

  /**
   * `byteTokens` is the token of each byte, `[256]`; `merges` come most urgent first;
   * `vocabulary` is above every token.
   */
  constructor(byteTokens: Int32Array, merges: readonly Merge[], vocabulary: number) {
    this.#byteTokens = byteTokens;
    this.#vocabulary = vocabulary;
    this.#merged = new Int32Array(merges.length);
    merges.forEach(([left, right, merged], rank) => {
      this.#rankOf.set(left * vocabulary + right, rank);
      this.#merged[rank] = merged;
    });
  }

  /** Tokens of one run. Quadratic in its length: runs are short. */
  encode(bytes: Uint8Array): number[] {
    const parts: number[] = Array.from(bytes, (byte) => this.#byteTokens[byte]);
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let at = -1;
      for (let i = 0; i + 1 < parts.length; i++) {
        const rank = this.#rankOf.get(parts[i] * this.#vocabulary + parts[i + 1]);
        if (rank !== undefined && rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) return parts;
      parts.splice(at, 2, this.#merged[best]);
    }
  }
}
