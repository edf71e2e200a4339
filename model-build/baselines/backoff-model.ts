/**
 * An n-gram model in backoff form: a probability for each n-gram it keeps, a weight for each context.
 *
 *     p(w | h) = probability[hw] if hw is kept, else backoff[h] * p(w | h without its first token)
 *
 * The empty context backs off to all tokens but the start token, evenly.
 */
import { findChild, type NgramTrie } from './ngram-trie.ts';

/** What a model adds to one level of the trie, an entry an n-gram. */
export interface Weights {
  probability: Float32Array;
  /** 1 where the n-gram stays in the model. */
  kept: Uint8Array;
  /** Weight of what follows none of the kept n-grams of this context. */
  backoff: Float32Array;
}

export class BackoffModel {
  readonly trie: NgramTrie;
  readonly weights: Weights[];

  constructor(trie: NgramTrie) {
    this.trie = trie;
    this.weights = trie.levels.map(({ token }) => ({
      probability: new Float32Array(token.length),
      kept: new Uint8Array(token.length).fill(1),
      backoff: new Float32Array(token.length).fill(1),
    }));
  }

  /** Probability of `token` after the context that is n-gram `context` of `level`. */
  probability(level: number, context: number, token: number): number {
    if (level + 1 < this.weights.length) {
      const child = findChild(this.trie, level, context, token);
      if (child >= 0 && this.weights[level + 1].kept[child])
        return this.weights[level + 1].probability[child];
    }
    return this.weights[level].backoff[context] * this.#lower(level, context, token);
  }

  /** Probability of `token` after the context without its first token. */
  #lower(level: number, context: number, token: number): number {
    if (level === 0) return 1 / (this.trie.vocabulary - 1);
    return this.probability(level - 1, this.trie.levels[level].suffix[context], token);
  }

  /** Sets the backoff weights so that the probabilities after every context sum to one. */
  normalise(): void {
    for (let level = 0; level + 1 < this.weights.length; level++) {
      const { first, token } = this.trie.levels[level];
      const children = this.trie.levels[level + 1].token;
      const { probability, kept } = this.weights[level + 1];
      for (let context = 0; context < token.length; context++) {
        let here = 0;
        let lower = 0;
        for (let child = first[context]; child < first[context + 1]; child++) {
          if (!kept[child] || children[child] === this.trie.startToken) continue;
          here += probability[child];
          lower += this.#lower(level, context, children[child]);
        }
        // Rounding may leave a crumb below zero where everything was seen.
        this.weights[level].backoff[context] = Math.max(1 - here, 1e-9) / Math.max(1 - lower, 1e-9);
      }
    }
  }

  /** Bits of a document, `tokens` beginning with the start token. */
  bits(tokens: ArrayLike<number>): number {
    let bits = 0;
    for (let at = 1; at < tokens.length; at++) {
      const { level, context } = this.#contextOf(tokens, at);
      bits -= Math.log2(this.probability(level, context, tokens[at]));
    }
    return bits;
  }

  /** The longest n-gram of the trie that ends before `at`. Pruned ones only lead on to their suffixes. */
  #contextOf(tokens: ArrayLike<number>, at: number): { level: number; context: number } {
    for (let length = Math.min(this.weights.length - 2, at); length > 0; length--) {
      let context = 0;
      for (let k = 0; k < length && context >= 0; k++)
        context = findChild(this.trie, k, context, tokens[at - length + k]);
      if (context >= 0) return { level: length, context };
    }
    return { level: 0, context: 0 };
  }
}
