/** From logits to a token: temperature, then min-p, top-k, top-p, then a coin decides. */
import { exp } from '../../arithmetic/exponential.ts';
import { greatest } from './greatest.ts';
import { keepNucleus } from './nucleus.ts';

/** How a token is drawn from its logits. */
export interface Sampling {
  /** 0 takes the likeliest token and throws no coin. */
  temperature: number;
  /** How many of the likeliest tokens stay in; 0 for all. */
  topK: number;
  /** The likeliest tokens stay in until they hold this share of the probability; 1 for all. */
  topP: number;
  /** Tokens less likely than this share of the likeliest one stay out; absent or 0 for none. */
  minP?: number;
}

/** Index of the greatest logit, the lowest index among equals. `logits` is `[vocabulary]`. */
export function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

/** Draws tokens; keeps its scratch between draws, so one sampler serves one completion. */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #coin: () => number;
  /** Unnormalised probabilities, 1 for the likeliest token; 0 for what stays out. */
  #weights = new Float64Array(0);

  /** `coin` gives numbers in [0, 1). */
  constructor(sampling: Sampling, coin: () => number) {
    this.#sampling = sampling;
    this.#coin = coin;
  }

  /** Throws RangeError when the logits are not numbers. */
  draw(logits: Float32Array): number {
    const best = likeliest(logits);
    // Of all of them: a logit that is no number is neither greater nor less than another. Minus infinity bans a token.
    let sum = 0;
    for (let token = 0; token < logits.length; token++) sum += logits[token]!;
    if (Number.isNaN(sum)) throw new RangeError(`logit ${logits.findIndex(Number.isNaN)} is NaN`);
    if (!Number.isFinite(logits[best])) throw new RangeError(`logit ${best} is ${logits[best]}`);
    const { temperature, topK, topP } = this.#sampling;
    if (temperature === 0) return best;
    if (this.#weights.length !== logits.length) this.#weights = new Float64Array(logits.length);
    if (topK > 0 && topK < logits.length) {
      const ranked = greatest(logits, topK);
      for (const token of ranked) this.#weights[token] = this.#weigh(logits[token]!, logits[best]!);
      return this.#tossAmong(this.#nucleus(ranked, topP * this.#sum(ranked)), best);
    }
    for (let token = 0; token < logits.length; token++) {
      this.#weights[token] = this.#weigh(logits[token]!, logits[best]!);
    }
    let total = 0;
    for (const weight of this.#weights) total += weight;
    if (topP === 1) return this.#toss(undefined, total, best);
    return this.#toss(undefined, keepNucleus(this.#weights, logits, topP * total), best);
  }

  #weigh(logit: number, greatestLogit: number): number {
    const weight = exp((logit - greatestLogit) / this.#sampling.temperature);
    return weight < (this.#sampling.minP ?? 0) ? 0 : weight;
  }

  #sum(tokens: Int32Array): number {
    let total = 0;
    for (const token of tokens) total += this.#weights[token]!;
    return total;
  }

  /** The first of `ranked` that together weigh `target`, at least one, in the vocabulary's order. */
  #nucleus(ranked: Int32Array, target: number): Int32Array {
    let kept = 0;
    let total = 0;
    while (kept < ranked.length && (kept === 0 || total < target)) total += this.#weights[ranked[kept++]!]!;
    return ranked.slice(0, kept).sort();
  }

  #tossAmong(tokens: Int32Array, best: number): number {
    return this.#toss(tokens, this.#sum(tokens), best);
  }

  /** Lets the coin choose among `tokens` (all, if none are given), whose weights sum to `total`. */
  #toss(tokens: Int32Array | undefined, total: number, best: number): number {
    const count = tokens?.length ?? this.#weights.length;
    let left = this.#coin() * total;
    let chosen = best;
    for (let i = 0; i < count; i++) {
      const token = tokens ? tokens[i]! : i;
      const weight = this.#weights[token]!;
      if (weight === 0) continue;
      chosen = token;
      left -= weight;
      if (left < 0) break;
    }
    // Rounding may leave a crumb of `left` after the last token: that token it is.
    return chosen;
  }
}
