/**
 * UTF-8 by construction: which tokens may be drawn so that what is said is whole characters. Where no character is open,
 * none that begins inside one; where one is open, only those that go on with it.
 */
import { finishedText } from '../../text/finished-text.ts';
import { join } from '../../text/join.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { unfinishedCharacter } from '../../text/utf8-stream.ts';

const INSIDE = new WeakMap<Tokenizer, readonly number[]>();

/** Tokens that cannot follow a whole character: they begin inside one, or are no UTF-8 at all. */
function insideOf(tokenizer: Tokenizer): readonly number[] {
  const known = INSIDE.get(tokenizer);
  if (known) return known;
  const inside = tokenizer.beyondAscii.filter((token) => tokenizer.textOf(token) === undefined);
  INSIDE.set(tokenizer, inside);
  return inside;
}

/** Follows what one completion says. */
export class WholeCharacters {
  readonly #tokenizer: Tokenizer;
  /** Bytes of a character that has begun. */
  #open: Uint8Array = new Uint8Array(0);
  #scratch = new Float32Array(0);

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Bytes were said. */
  push(bytes: Uint8Array): void {
    this.#open = unfinishedCharacter(join(this.#open, bytes));
  }

  /** Logits, `[vocabulary]`, with minus infinity for what must not be drawn, in a buffer that the next call overwrites. */
  allow(logits: Float32Array): Float32Array {
    if (this.#scratch.length !== logits.length) this.#scratch = new Float32Array(logits.length);
    const allowed = this.#scratch;
    const inside = insideOf(this.#tokenizer);
    if (this.#open.length === 0) {
      allowed.set(logits);
      for (const token of inside) allowed[token] = Number.NEGATIVE_INFINITY;
      return allowed;
    }
    allowed.fill(Number.NEGATIVE_INFINITY);
    for (const token of inside) {
      const goesOn = finishedText(join(this.#open, this.#tokenizer.bytesOf(token))) !== undefined;
      if (goesOn) allowed[token] = logits[token]!;
    }
    return allowed;
  }
}
