/**
 * How often a token stood in the last tokens of a text, beside how common it is in general: dynamic marginals (Kneser,
 * Peters and Klakow, 1997). Tokens that the model has drawn itself do not count. Logits of tokens outside the history stay
 * as they are: all of them would be divided by one constant, which softmax ignores.
 */

import type { Marginals } from '../contract/manifest.ts';
import type { Rarity } from '../contract/step-model.ts';
import { decodeBackground, SHARES } from './background.ts';
import { isByModel, tokenOf } from './history.ts';

/** What a manifest says of it. */
export const rarityOf = ({ background, prior, decay }: Omit<Marginals, 'strength'>): Rarity => ({
  background: decodeBackground(background),
  factors: SHARES.map((share) => 1 / (prior * share)),
  decay,
});

/** weight / (prior * background) of each distinct token of a history (see history.ts), the newest first. */
export function oddsOf(numbers: Uint16Array, { background, factors, decay }: Rarity): Map<number, number> {
  const odds = new Map<number, number>();
  let weight = 1;
  for (let at = numbers.length - 1; at >= 0; at--, weight *= decay) {
    const token = tokenOf(numbers[at]!);
    if (token < 0) break;
    if (isByModel(numbers[at]!)) continue;
    odds.set(token, (odds.get(token) ?? 0) + weight * factors[background[token]!]!);
  }
  return odds;
}
