/** A network and a cache model, mixed: the cache knows this text, the network knows the language. */
import type { CacheModel } from '../contract/manifest.ts';
import type { State, StepModel } from '../contract/step-model.ts';
import { addLogs, logSumExp } from '../generation/score.ts';
import { emptyHistory, numbersOf, remember } from './history.ts';
import { recall } from './recall.ts';

/**
 * The same model, whose logits are those of
 *
 *     (1 - share) * network + share * what followed the same tokens in this text
 *
 * with a share for each length and agreement of what is recalled: see `recall`. Its state has one vector more, at the
 * end. Logits are changed in place. The vocabulary has at most `MOST_PIECES`: catalog/graph-check.ts sees to that.
 */
export function withCache(model: StepModel, cache: CacheModel): StepModel {
  /** Feeds the network its part of the state, and the cache the token. */
  const pass = <T>(feed: (token: number, state: State) => Promise<T>, token: number, state: State) => {
    remember(state.at(-1)!, token);
    return feed(token, state.slice(0, -1));
  };
  return {
    vocabulary: model.vocabulary,
    runtime: model.runtime,
    initialState: () => [...model.initialState(), emptyHistory(cache.window)],
    async step(token, state) {
      const logits = await pass((...fed) => model.step(...fed), token, state);
      mix(logits, numbersOf(state.at(-1)!), cache, model.normalizer?.() ?? logSumExp(logits));
      return logits;
    },
    feed: model.feed && ((token, state) => pass((...fed) => model.feed!(...fed), token, state)),
    dispose: () => model.dispose(),
  };
}

/**
 * Only what is recalled is raised: the others keep their logits, for a factor that all share changes no probability.
 * `normalizer`: logarithm of the sum of the exponentials of `logits`.
 */
function mix(logits: Float32Array, history: Uint16Array, { shares }: CacheModel, normalizer: number): void {
  const recalled = recall(history);
  if (recalled === undefined) return;
  const share = shares[recalled.agreement][recalled.length - 1];
  for (const [token, part] of recalled.followers) {
    logits[token] = addLogs(logits[token], Math.log((share / (1 - share)) * part) + normalizer);
  }
}
