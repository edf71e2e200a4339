/** Byte-pair encoding of one run of text: its bytes, then the most urgent merge, again and again. */

const NO_MERGE = 0x7fffffff;

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

  /**
   * Tokens of one run. A pair is looked up when it comes about, so at most three times as often as there are bytes: a
   * text of many bytes a letter costs no more than another. Comparing ranks is quadratic: runs are short.
   */
  encode(bytes: Uint8Array): number[] {
    const parts: number[] = Array.from(bytes, (byte) => this.#byteTokens[byte]!);
    const ranks: number[] = [];
    for (let i = 0; i + 1 < parts.length; i++) ranks.push(this.#rank(parts[i]!, parts[i + 1]!));
    for (;;) {
      let at = -1;
      let best = NO_MERGE;
      for (let i = 0; i < ranks.length; i++) {
        if (ranks[i]! < best) {
          best = ranks[i]!;
          at = i;
        }
      }
      if (at < 0) return parts;
      parts.splice(at, 2, this.#merged[best]!);
      ranks.splice(at, 1);
      if (at > 0) ranks[at - 1] = this.#rank(parts[at - 1]!, parts[at]!);
      if (at < ranks.length) ranks[at] = this.#rank(parts[at]!, parts[at + 1]!);
    }
  }

  /** How urgent the merge of two neighbours is; 0 is the most urgent, `NO_MERGE` none at all. */
  #rank(left: number, right: number): number {
    return this.#rankOf.get(left * this.#vocabulary + right) ?? NO_MERGE;
  }
}
