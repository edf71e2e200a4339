/** How likely each cover of an unfinished word is to be drawn, once the request has had its say. */
import type { Penalties } from '../drawing/penalties.ts';
import { PenaltyBox } from '../drawing/penalty-box.ts';
import type { Primed } from '../reading/prime.ts';
import type { Cover } from './cover.ts';

/**
 * Logits of `covers`, to be drawn from. Penalties change what the model chooses: the last token of a cover where that
 * says more than was typed, after `recent`, the text before the word, and the cover's own path. Tokens that only say
 * what a person has typed repeat nothing, so nothing but a bias, which names its tokens, changes them.
 */
export function weighCovers(
  covers: readonly Cover[],
  penalties: Penalties | undefined,
  recent: readonly number[],
): Float32Array {
  const weights = Float32Array.from(covers, ({ logprob }) => logprob);
  if (!penalties) return weights;
  const penalised = new Map<Primed, Float32Array>();
  const bias = (token: number): number => penalties.bias.get(token) ?? 0;
  for (const [i, { path, token, beyond, before }] of covers.entries()) {
    for (const typed of path) weights[i]! += bias(typed);
    if (beyond.length === 0) {
      weights[i]! += bias(token);
      continue;
    }
    // Covers of one path share the model before their last token.
    const logits =
      penalised.get(before) ?? new PenaltyBox(penalties, [...recent, ...path]).apply(before.logits);
    penalised.set(before, logits);
    weights[i]! += logits[token]! - before.logits[token]!;
  }
  return weights;
}
