/** A network and a cache model, mixed: the cache knows this text, the network knows the language. */
import { exp } from '../arithmetic/exponential.ts';
import { log, log1p } from '../arithmetic/logarithm.ts';
import type { CacheModel } from '../contract/manifest.ts';
import type { Rarity, State, StepModel } from '../contract/step-model.ts';
import { addLogs, normalizerOf } from '../generation/drawing/score.ts';
import { emptyHistory, MOST_PIECES, numbersOf, remember } from './history.ts';
import { oddsOf, rarityOf } from './prominence.ts';
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
export const withCache = (model: StepModel, cache: CacheModel): StepModel =>
  withHistory(model, cache.window, mixer(model, cache));

/** Tokens that a model without a cache remembers: as many as the longest term has bytes (src/contract/completion.ts). */
const WITHOUT_CACHE = 64;

/**
 * A completion model as it is served: with its cache, or without one with a history alone, so that it can tell which term
 * of somebody's the text has begun. More pieces than a history can tell apart: the model itself.
 */
export function remembering(model: StepModel, cache: CacheModel | undefined): StepModel {
  if (cache) return withCache(model, cache);
  return model.vocabulary > MOST_PIECES ? model : withHistory(model, WITHOUT_CACHE, (logits) => logits);
}

/** `mix` changes logits by the last tokens, which are one more vector of the state; `network` answers for the model. */
function withHistory(
  model: StepModel,
  window: number,
  mix: (logits: Float32Array, history: Float32Array) => Float32Array,
  network: Pick<StepModel, 'step' | 'read'> = model,
): StepModel {
  const networkPart = (state: State): State => state.slice(0, -1);
  const historyOf = (state: State): Float32Array => state[state.length - 1]!;
  return {
    vocabulary: model.vocabulary,
    runtime: model.runtime,
    rows: model.rows,
    initialState: () => [...model.initialState(), emptyHistory(window)],
    normalizer: model.normalizer?.bind(model),
    async step(token, state, byModel) {
      const logits = await network.step(token, networkPart(state));
      remember(historyOf(state), token, byModel);
      return mix(logits, historyOf(state));
    },
    read:
      network.read &&
      (async (tokens, state, wanted, byModel) => {
        const logits = await network.read!(tokens, networkPart(state), wanted);
        const first = tokens.length - logits.length;
        return tokens.flatMap((token, i) => {
          remember(historyOf(state), token, byModel && i === 0);
          return i < first ? [] : [mix(logits[i - first]!, historyOf(state))];
        });
      }),
    stepMany:
      model.stepMany &&
      (async (tokens, states, byModel) => {
        const logits = await model.stepMany!(tokens, states.map(networkPart));
        return logits.map((row, i) => {
          remember(historyOf(states[i]!), tokens[i]!, byModel);
          return mix(row, historyOf(states[i]!));
        });
      }),
    mixing: (more) =>
      withHistory(
        model,
        window,
        (logits, history) => more(mix(logits, history), numbersOf(history)),
        network,
      ),
    over: (change) => withHistory(model, window, mix, change(model)),
    dispose: () => model.dispose(),
  };
}

/** Mixes a history into the network's logits, in place, and returns them. */
function mixer(model: StepModel, { shares, marginals }: CacheModel) {
  const strength = marginals?.strength ?? 0;
  const rarity = marginals && rarityOf(marginals);
  const raise = model.raise ?? raiseSlowly;
  return (logits: Float32Array, history: Float32Array): Float32Array => {
    const numbers = numbersOf(history);
    const recalled = recall(numbers);
    const wanted = recalled !== undefined;
    const raised = rarity && raise.call(model, logits, numbers, rarity, strength, wanted);
    if (!wanted) return logits;
    const normalizer = raised ?? normalizerOf(model, logits);
    const share = shares[recalled.agreement][recalled.length - 1]!;
    // Only what is recalled gets more: a factor that all the others share changes no probability.
    for (const [follower, part] of recalled.followers) {
      const recall = log((share / (1 - share)) * part) + normalizer;
      logits[follower] = addLogs(logits[follower]!, recall);
    }
    return logits;
  };
}

/** `StepModel.raise` where a runtime has none. */
function raiseSlowly(
  this: StepModel,
  logits: Float32Array,
  numbers: Uint16Array,
  rarity: Rarity,
  strength: number,
  wanted: boolean,
): number {
  const normalizer = wanted ? normalizerOf(this, logits) : 0;
  let more = 0;
  for (const [token, odds] of oddsOf(numbers, rarity)) {
    const raise = strength * log1p(odds);
    more += exp(logits[token]! - normalizer) * (exp(raise) - 1);
    logits[token]! += raise;
  }
  return normalizer + log1p(more);
}
