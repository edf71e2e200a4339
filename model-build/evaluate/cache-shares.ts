/**
 * How far a cache model is to be believed, learned from held-out text: for every kind of recollection the share that
 * makes the text likeliest, by expectation maximisation of a mixture of two (Jelinek and Mercer, 1980).
 */
import { emptyHistory, numbersOf, remember } from '../../src/cache-model/history.ts';
import { AGREEMENTS, type Agreement, LONGEST_MATCH, recall } from '../../src/cache-model/recall.ts';
import { type CacheModel, MOST_CACHE_SHARE } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import type { EncodedDocument } from '../corpus/token-source.ts';
import { logProbability } from './log-probability.ts';

/** Tokens looked back over: half of these lose a tenth of the gain, twice as many gain a tenth, and no longer fit a resume token. */
export const CACHE_WINDOW = 512;
const ROUNDS = 50;
const FIRST_SHARE = 0.1;
/** A share is learned as if so many places more had been seen that the network alone explains. */
const DOUBT = 10;
const DIGITS = 3;

/** One place of a text where something was recalled. */
interface Case {
  /** Probability of what follows, by the network and by the cache. */
  network: number;
  cache: number;
}
type Cases = Record<Agreement, Case[][]>;

const everyKind = <T>(make: () => T): Record<Agreement, T[]> =>
  Object.fromEntries(AGREEMENTS.map((kind) => [kind, Array.from({ length: LONGEST_MATCH }, make)])) as Record<
    Agreement,
    T[]
  >;

/** Learns the shares of `model`, a bare network, from documents of `corpora`. */
export async function learnCache(
  model: StepModel,
  documents: readonly EncodedDocument[],
  corpora: readonly string[],
): Promise<CacheModel> {
  const cases = everyKind<Case[]>(() => []);
  for (const { tokens } of documents) await collect(model, tokens, cases);
  const shares = Object.fromEntries(AGREEMENTS.map((kind) => [kind, cases[kind].map(likeliestShare)]));
  return { window: CACHE_WINDOW, corpora: [...corpora], shares: shares as CacheModel['shares'] };
}

async function collect(model: StepModel, tokens: Uint16Array, cases: Cases): Promise<void> {
  const state = model.initialState();
  const history = emptyHistory(CACHE_WINDOW);
  for (let i = 1; i < tokens.length; i++) {
    const logits = await model.step(tokens[i - 1], state);
    remember(history, tokens[i - 1]);
    const recalled = recall(numbersOf(history));
    if (recalled) {
      const network = Math.exp(logProbability(logits, tokens[i]));
      const cache = recalled.followers.get(tokens[i]) ?? 0;
      cases[recalled.agreement][recalled.length - 1].push({ network, cache });
    }
  }
}

/** Of the cache, in the mixture that makes `cases` likeliest; 0 for none. */
function likeliestShare(cases: readonly Case[]): number {
  if (cases.length === 0) return 0;
  let share = FIRST_SHARE;
  for (let round = 0; round < ROUNDS; round++) {
    let explained = 0;
    for (const { network, cache } of cases)
      explained += (share * cache) / ((1 - share) * network + share * cache || 1);
    share = explained / (cases.length + DOUBT);
  }
  return Number(Math.min(share, MOST_CACHE_SHARE).toFixed(DIGITS));
}
