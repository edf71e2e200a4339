/** Windows to train on: int32 ids and what follows each, time-major `[window * batch]`. */
export interface Windows {
  next(): { ids: Int32Array; targets: Int32Array };
}

/** A token stream cut into lanes: lane b is the b-th contiguous stretch, so that states can be carried. */
export class Lanes implements Windows {
  readonly #tokens: Uint16Array;
  readonly #batch: number;
  readonly #window: number;
  readonly #length: number;
  /** Token, within each lane, that the next window starts with. Save it to resume. */
  position = 0;

  /** Throws RangeError when the text is too short for one window a lane. */
  constructor(tokens: Uint16Array, batch: number, window: number) {
    this.#tokens = tokens;
    this.#batch = batch;
    this.#window = window;
    this.#length = Math.floor((tokens.length - 1) / batch);
    if (this.#length < window)
      throw new RangeError(
        `the training text has ${tokens.length} tokens; ${batch} lanes of ${window} need ${batch * window + 1}: ` +
          'add text, or lower training.batch or training.window',
      );
  }

  /** The next window. Starts over at the lanes' end. */
  next(): { ids: Int32Array; targets: Int32Array } {
    if (this.position + this.#window > this.#length) this.position = 0;
    const size = this.#window * this.#batch;
    const ids = new Int32Array(size);
    const targets = new Int32Array(size);
    for (let lane = 0; lane < this.#batch; lane++) {
      const from = lane * this.#length + this.position;
      for (let t = 0; t < this.#window; t++) {
        ids[t * this.#batch + lane] = this.#tokens[from + t]!;
        targets[t * this.#batch + lane] = this.#tokens[from + t + 1]!;
      }
    }
    this.position += this.#window;
    return { ids, targets };
  }
}
