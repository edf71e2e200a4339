/** A growing array of tokens. */
export class TokenBuffer {
  #tokens: Uint16Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 1 << 16) {
    this.#tokens = new Uint16Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(token: number): void {
    if (this.#length === this.#tokens.length) this.#grow(this.#length + 1);
    this.#tokens[this.#length++] = token;
  }

  append(tokens: ArrayLike<number>): void {
    if (this.#length + tokens.length > this.#tokens.length) this.#grow(this.#length + tokens.length);
    this.#tokens.set(tokens, this.#length);
    this.#length += tokens.length;
  }

  /** The tokens so far, `[length]`: a view, until the next push. */
  view(from = 0, to = this.#length): Uint16Array<ArrayBuffer> {
    return this.#tokens.subarray(from, to);
  }

  #grow(needed: number): void {
    const larger = new Uint16Array(Math.max(needed, 2 * this.#tokens.length));
    larger.set(this.#tokens);
    this.#tokens = larger;
  }
}
