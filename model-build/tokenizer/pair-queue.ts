/** Pairs of tokens by how often they occur, most frequent first; equals by the smaller pair, so that order is fixed. */

/** A binary heap of (count, pair). Counts go stale: the caller checks what it pops. */
export class PairQueue {
  readonly #counts: number[] = [];
  readonly #pairs: number[] = [];

  push(pair: number, count: number): void {
    let at = this.#pairs.length;
    this.#pairs.push(pair);
    this.#counts.push(count);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): { pair: number; count: number } | undefined {
    const end = this.#pairs.length - 1;
    if (end < 0) return undefined;
    this.#swap(0, end);
    const first = { pair: this.#pairs.pop()!, count: this.#counts.pop()! };
    for (let at = 0; ; ) {
      let child = 2 * at + 1;
      if (child >= end) return first;
      if (child + 1 < end && this.#before(child + 1, child)) child++;
      if (!this.#before(child, at)) return first;
      this.#swap(child, at);
      at = child;
    }
  }

  #before(i: number, j: number): boolean {
    const difference = this.#counts[i] - this.#counts[j];
    return difference > 0 || (difference === 0 && this.#pairs[i] < this.#pairs[j]);
  }

  #swap(i: number, j: number): void {
    [this.#pairs[i], this.#pairs[j]] = [this.#pairs[j], this.#pairs[i]];
    [this.#counts[i], this.#counts[j]] = [this.#counts[j], this.#counts[i]];
  }
}
