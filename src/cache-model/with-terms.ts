/** A model that knows somebody's names and terms beside its own words. */
import { log } from '../arithmetic/logarithm.ts';
import type { State, StepModel } from '../contract/step-model.ts';
import { addLogs, logSumExp } from '../generation/drawing/score.ts';
import type { Terms } from './terms.ts';

/**
 * Share of the probability that goes to terms, by how many tokens of one were said; the last for more. Learned from
 * `valid` text: docs/decisions/0022-vocabulary.md.
 */
const SHARES = [0.001, 0.1, 0.85];

/** A model that keeps the last tokens of a text in its state: see `remembering` of with-cache.ts. */
export type RememberingModel = StepModel & Required<Pick<StepModel, 'recent'>>;

/** Whether a model does. */
export const isRemembering = (model: StepModel): model is RememberingModel => model.recent !== undefined;

/**
 * The same model on the same states, whose probabilities are those of
 *
 *     (1 - share) * model + share * what goes on with the longest beginning of a term
 *
 * with as much of the share as there are terms that go on. `dispose` leaves the model alone.
 */
export function withTerms(model: RememberingModel, terms: Terms): StepModel {
  /** In place. `later`: tokens at the history's end that come after these logits. */
  const raise = (logits: Float32Array, state: State, later = 0): Float32Array => {
    const numbers = model.recent(state);
    const foreseen = terms.after(numbers.subarray(0, numbers.length - later));
    if (foreseen === undefined) return logits;
    const share = SHARES[Math.min(foreseen.matched, SHARES.length - 1)]!;
    const normalizer = logSumExp(logits);
    // Only what is foreseen gets more: a factor that all the others share changes no probability.
    for (const [token, part] of foreseen.followers)
      logits[token] = addLogs(logits[token]!, log((share / (1 - share)) * part) + normalizer);
    return logits;
  };
  return {
    vocabulary: model.vocabulary,
    runtime: model.runtime,
    rows: model.rows,
    initialState: () => model.initialState(),
    recent: (state) => model.recent(state),
    step: async (token, state, byModel) => raise(await model.step(token, state, byModel), state),
    read:
      model.read &&
      (async (tokens, state, wanted, byModel) => {
        const logits = await model.read!(tokens, state, wanted, byModel);
        return logits.map((row, i) => raise(row, state, logits.length - 1 - i));
      }),
    stepMany:
      model.stepMany &&
      (async (tokens, states, byModel) => {
        const logits = await model.stepMany!(tokens, states, byModel);
        return logits.map((row, i) => raise(row, states[i]!));
      }),
    dispose: () => {},
  };
}
