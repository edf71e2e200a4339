/** A model that knows somebody's names and terms beside its own words. */
import { log } from '../arithmetic/logarithm.ts';
import type { StepModel } from '../contract/step-model.ts';
import { addLogs, normalizerOf } from '../generation/drawing/score.ts';
import type { Terms } from './terms.ts';

/**
 * Share of the probability that goes to terms, by how many tokens of one were said; the last for more. Learned from
 * `valid` text: docs/decisions/0022-vocabulary.md.
 */
const SHARES = [0.001, 0.1, 0.85];

/** A model that keeps the last tokens of a text in its state: see `remembering` of with-cache.ts. */
export type RememberingModel = StepModel & Required<Pick<StepModel, 'mixing'>>;

/** Whether a model does. */
export const isRemembering = (model: StepModel): model is RememberingModel => model.mixing !== undefined;

/**
 * The same model on the same states, whose probabilities are those of
 *
 *     (1 - share) * model + share * what goes on with the longest beginning of a term
 *
 * with as much of the share as there are terms that go on. `dispose` leaves the model alone.
 */
export function withTerms(model: RememberingModel, terms: Terms): StepModel {
  const knowing = model.mixing((logits, recent) => {
    const foreseen = terms.after(recent);
    if (foreseen === undefined) return logits;
    const share = SHARES[Math.min(foreseen.matched, SHARES.length - 1)]!;
    const normalizer = normalizerOf(model, logits);
    // Only what is foreseen gets more: a factor that all the others share changes no probability.
    for (const [token, part] of foreseen.followers)
      logits[token] = addLogs(logits[token]!, log((share / (1 - share)) * part) + normalizer);
    return logits;
  });
  return { ...knowing, dispose: () => {} };
}
