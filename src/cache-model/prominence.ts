/**
 * How often a token stood in the last tokens of a text, beside how common it is in general: dynamic marginals (Kneser,
 * Peters and Klakow, 1997). Tokens that the model has drawn itself do not count. Logits of tokens outside the history stay
 * as they are: all of them would be divided by one constant, which softmax ignores.
 */

import type { Marginals } from '../contract/manifest.ts';
import { decodeBackground } from './background.ts';
import { isByModel, tokenOf } from './history.ts';

/** Finds the tokens that are prominent in a history; its arrays are overwritten by each look. */
export class Prominence {
  /** The distinct tokens of the history that `look` saw last, the newest first; `size` of them. */
  readonly tokens: Uint16Array;
  /** Of each of these, weight / (prior * background): 0 for what has hardly been said, or is everywhere. */
  readonly odds: Float32Array;
  size = 0;
  /** 1 / (prior * background), `[vocabulary]`. */
  readonly #rarity: Float32Array;
  readonly #decay: number;
  /** Zero between two looks, `[vocabulary]`. */
  readonly #weights: Float32Array;

  constructor({ background, prior, decay }: Omit<Marginals, 'strength'>, window: number) {
    this.#rarity = decodeBackground(background).map((share) => 1 / (prior * share));
    this.#decay = decay;
    this.#weights = new Float32Array(this.#rarity.length);
    this.tokens = new Uint16Array(window);
    this.odds = new Float32Array(window);
  }

  /** `numbers`: a history, see history.ts. */
  look(numbers: Uint16Array): void {
    this.size = 0;
    let weight = 1;
    for (let at = numbers.length - 1; at >= 0; at--, weight *= this.#decay) {
      const token = tokenOf(numbers[at]!);
      if (token < 0) break;
      if (isByModel(numbers[at]!)) continue;
      if (this.#weights[token] === 0) this.tokens[this.size++] = token;
      this.#weights[token]! += weight;
    }
    for (let i = 0; i < this.size; i++) {
      const token = this.tokens[i]!;
      this.odds[i] = this.#weights[token]! * this.#rarity[token]!;
      this.#weights[token] = 0;
    }
  }
}
