/** Changes logits before a token is drawn: bias, then penalties for the last tokens. */
import { PENALTY_WINDOW, type Penalties } from './penalties.ts';

/** Enough for a probability of zero at any temperature, and still a number: when all are banned, all are equal. */
const BAN = 1e4;

/** Follows one completion. */
export class PenaltyBox {
  readonly #penalties: Penalties;
  /** The last tokens, at most a window of them. */
  readonly #recent: number[];
  /** How many tokens at its end the completion has drawn; the others are the prompt's. */
  #spoken: number;
  #scratch = new Float32Array(0);

  /** `recent` are the tokens so far, of which the completion has drawn the last `spoken`. */
  constructor(penalties: Penalties, recent: readonly number[], spoken = 0) {
    this.#penalties = penalties;
    this.#recent = recent.slice(-PENALTY_WINDOW);
    this.#spoken = Math.min(spoken, this.#recent.length);
  }

  /** A token was drawn. */
  push(token: number): void {
    this.#recent.push(token);
    if (this.#recent.length > PENALTY_WINDOW) this.#recent.shift();
    this.#spoken = Math.min(this.#spoken + 1, this.#recent.length);
  }

  /** Changed logits, `[vocabulary]`, in a buffer that the next call overwrites. */
  apply(logits: Float32Array): Float32Array {
    const { presence, frequency, repetition, bias } = this.#penalties;
    if (this.#scratch.length !== logits.length) this.#scratch = new Float32Array(logits.length);
    const changed = this.#scratch;
    changed.set(logits);
    for (const [token, amount] of bias) changed[token]! += amount;
    if (repetition !== 1) {
      for (const token of new Set(this.#recent)) {
        changed[token] = changed[token]! > 0 ? changed[token]! / repetition : changed[token]! * repetition;
      }
    }
    const spoken = this.#spoken === 0 ? [] : this.#recent.slice(-this.#spoken);
    for (const token of new Set(spoken)) changed[token]! -= presence;
    for (const token of spoken) changed[token]! -= frequency;
    for (const token of this.#banned()) changed[token]! -= BAN;
    return changed;
  }

  /** Tokens that would complete a run a second time. */
  #banned(): Set<number> {
    const size = this.#penalties.noRepeatNgram;
    const text = this.#recent;
    const banned = new Set<number>();
    if (size === 0) return banned;
    const last = text.length - size + 1;
    for (let at = 0; at < last; at++) {
      let same = 0;
      while (same < size - 1 && text[at + same] === text[last + same]) same++;
      if (same === size - 1) banned.add(text[at + size - 1]!);
    }
    return banned;
  }
}
