/** From logits to a token: temperature, then min-p, top-k, top-p, then a coin decides. */

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
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}

/** Draws tokens; keeps its scratch between draws, so one sampler serves one completion. */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #coin: () => number;
  #weights = new Float64Array(0);
  #ranked = new Float64Array(0);

  /** `coin` gives numbers in [0, 1). */
  constructor(sampling: Sampling, coin: () => number) {
    this.#sampling = sampling;
    this.#coin = coin;
  }

  /** Throws RangeError when the logits are not numbers. */
  draw(logits: Float32Array): number {
    const best = likeliest(logits);
    if (!Number.isFinite(logits[best])) throw new RangeError(`logit ${best} is ${logits[best]}`);
    if (this.#sampling.temperature === 0) return best;
    const weights = this.#weigh(logits, logits[best]);
    const total = this.#narrow(weights);
    let left = this.#coin() * total;
    let chosen = best;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      chosen = i;
      left -= weights[i];
      if (left < 0) break;
    }
    // Rounding may leave a crumb of `left` after the last token: that token it is.
    return chosen;
  }

  /** Unnormalised probabilities, 1 for the likeliest token. */
  #weigh(logits: Float32Array, greatest: number): Float64Array {
    if (this.#weights.length !== logits.length) this.#weights = new Float64Array(logits.length);
    const { temperature, minP = 0 } = this.#sampling;
    for (let i = 0; i < logits.length; i++) {
      const weight = Math.exp((logits[i] - greatest) / temperature);
      this.#weights[i] = weight < minP ? 0 : weight;
    }
    return this.#weights;
  }

  /** Sets the weights that top-k and top-p leave out to zero; returns the sum of the others. */
  #narrow(weights: Float64Array): number {
    const { topK, topP } = this.#sampling;
    const limit = topK === 0 ? weights.length : Math.min(topK, weights.length);
    if (limit === weights.length && topP === 1) return sum(weights);
    if (this.#ranked.length !== weights.length) this.#ranked = new Float64Array(weights.length);
    const ranked = this.#ranked;
    ranked.set(weights);
    ranked.sort().reverse();
    const target = topP * sum(ranked.subarray(0, limit));
    let kept = 0;
    let total = 0;
    while (kept < limit && (kept === 0 || total < target)) total += ranked[kept++];
    keepGreatest(weights, ranked, kept);
    return total;
  }
}

/** Zeroes all but the `kept` greatest of `weights`; among equals at the edge the lowest indices stay. */
function keepGreatest(weights: Float64Array, ranked: Float64Array, kept: number): void {
  const edge = ranked[kept - 1];
  let equals = 1;
  while (equals < kept && ranked[kept - 1 - equals] === edge) equals++;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > edge || (weights[i] === edge && equals-- > 0)) continue;
    weights[i] = 0;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
