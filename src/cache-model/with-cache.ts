/** A network and a cache model, mixed: the cache knows this text, the network knows the language. */
import type { CacheModel } from '../contract/manifest.ts';
import type { State, StepModel } from '../contract/step-model.ts';
import { addLogs, logSumExp } from '../generation/drawing/score.ts';
import { emptyHistory, numbersOf, remember } from './history.ts';
import { Prominence } from './prominence.ts';
import { recall } from './recall.ts';

/**
 * The same model, whose logits are those of
 *
 *     (1 - share) * raised + share * what followed the same tokens in this text
 *
 * with a share for each length and agreement of what is recalled (see `recall`), where `raised` is the network with the
 * logits of the text's own words raised by their prominence. Its state has one vector more, at the end. The vocabulary
 * has at most `MOST_PIECES`, and a background of its size: catalog/graph-check.ts sees to that.
 */
export function withCache(model: StepModel, { window, shares, marginals }: CacheModel): StepModel {
  const mixed = new Float32Array(model.vocabulary);
  const strength = marginals?.strength ?? 0;
  const prominence = marginals && new Prominence(marginals, window);
  const networkPart = (state: State): State => state.slice(0, -1);
  return {
    vocabulary: model.vocabulary,
    runtime: model.runtime,
    initialState: () => [...model.initialState(), emptyHistory(window)],
    async step(token, state, byModel) {
      const history = state.at(-1)!;
      remember(history, token, byModel);
      const logits = await model.step(token, networkPart(state));
      const numbers = numbersOf(history);
      const recalled = recall(numbers);
      if (recalled === undefined && prominence === undefined) return logits;
      mixed.set(logits);
      if (prominence) {
        prominence.look(numbers);
        for (let i = 0; i < prominence.size; i++)
          mixed[prominence.tokens[i]] += strength * prominence.values[i];
      }
      if (recalled === undefined) return mixed;
      const share = shares[recalled.agreement][recalled.length - 1];
      let normalizer = model.normalizer?.() ?? logSumExp(logits);
      if (prominence) {
        let more = 0;
        for (let i = 0; i < prominence.size; i++)
          more +=
            Math.exp(logits[prominence.tokens[i]] - normalizer) * Math.expm1(strength * prominence.values[i]);
        normalizer += Math.log1p(more);
      }
      // Only what is recalled gets more: a factor that all the others share changes no probability.
      for (const [follower, part] of recalled.followers) {
        const raise = Math.log((share / (1 - share)) * part) + normalizer;
        mixed[follower] = addLogs(mixed[follower], raise);
      }
      return mixed;
    },
    feed:
      model.feed &&
      ((token, state, byModel) => {
        remember(state.at(-1)!, token, byModel);
        return model.feed!(token, networkPart(state));
      }),
    dispose: () => model.dispose(),
  };
}
