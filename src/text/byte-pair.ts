/** Byte-pair encoding of one run of text: its bytes, then the most urgent merge, again and again. */

/** Merges of a vocabulary, looked up by the two neighbours. */
export class BytePairEncoder {
  readonly #byteTokens: Int32Array;
  readonly #rankOf = new Map<number, number>();
  readonly #merged: Int32Array;
  readonly #vocabulary: number;

  /**
   * `byteTokens` is the token of each byte, `[256]`; `merges` are tokens `left, right, merged` of each merge, one after
   * the other, most urgent first, `[3 * merges]`; `vocabulary` is above every token.
   */
  constructor(byteTokens: Int32Array, merges: Int32Array, vocabulary: number) {
    this.#byteTokens = byteTokens;
    this.#vocabulary = vocabulary;
    this.#merged = new Int32Array(merges.length / 3);
    for (let rank = 0; rank < this.#merged.length; rank++) {
      this.#rankOf.set(merges[3 * rank]! * vocabulary + merges[3 * rank + 1]!, rank);
      this.#merged[rank] = merges[3 * rank + 2]!;
    }
  }

  /** Tokens of one run. Quadratic in its length: runs are short. */
  encode(bytes: Uint8Array): number[] {
    const parts: number[] = Array.from(bytes, (byte) => this.#byteTokens[byte]!);
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let at = -1;
      for (let i = 0; i + 1 < parts.length; i++) {
        const rank = this.#rankOf.get(parts[i]! * this.#vocabulary + parts[i + 1]!);
        if (rank !== undefined && rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) return parts;
      parts.splice(at, 2, this.#merged[best]!);
    }
  }
}
