/**
 * How far a cache model is to be believed, learned from held-out text. For every kind of recollection the share that
 * makes the text likeliest, by expectation maximisation of a mixture of two (Jelinek and Mercer, 1980); and how strongly
 * the text's own words are raised, the best of a row of strengths, each with the shares that go with it.
 */
import { emptyHistory, numbersOf, remember } from '../../src/cache-model/history.ts';
import { oddsOf, rarityOf } from '../../src/cache-model/prominence.ts';
import { AGREEMENTS, type Agreement, LONGEST_MATCH, recall } from '../../src/cache-model/recall.ts';
import { type CacheModel, type Marginals, MOST_CACHE_SHARE } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { softmax } from '../../src/generation/drawing/score.ts';
import type { EncodedDocument } from '../corpus/token-source.ts';

/** Tokens that the cache looks back over. 256 lose 10 % of the gain; 1024 add 10 % but no longer fit a resume token. */
export const CACHE_WINDOW = 512;
const ROUNDS = 50;
const FIRST_SHARE = 0.1;
/** A share is learned as if so many places more had been seen that the network alone explains. */
const DOUBT = 10;
const DIGITS = 3;
/** Strengths are multiples of this, from none on. */
const STRENGTH_STEP = 0.1;
const STRENGTHS = 9;
/** What a place's weight is multiplied by for each token after it, and what the text's words are held against: decision 0012. */
const DECAY = 0.996;
const PRIOR = 600;

/** One place of a text where something was recalled. */
interface RecallCase {
  /** Probability of what follows by the network, its logits raised at each strength. */
  network: Float64Array;
  /** By what was recalled. */
  cache: number;
}
type Cases = Record<Agreement, RecallCase[][]>;

const everyKind = <T>(make: () => T): Record<Agreement, T[]> =>
  Object.fromEntries(AGREEMENTS.map((kind) => [kind, Array.from({ length: LONGEST_MATCH }, make)])) as Record<
    Agreement,
    T[]
  >;

/**
 * Learns the cache of `model`, a bare network, from documents of `corpora`. `background`: how common its tokens are, see
 * src/cache-model/background.ts.
 */
export async function learnCache(
  model: StepModel,
  documents: readonly EncodedDocument[],
  corpora: readonly string[],
  background: string,
): Promise<CacheModel> {
  const shape = { decay: DECAY, prior: PRIOR, background };
  const cases = everyKind<RecallCase[]>(() => []);
  /** Natural logarithm of the probability of what followed where nothing was recalled, at each strength. */
  const elsewhere = new Float64Array(STRENGTHS);
  for (const { tokens } of documents) await collect(model, tokens, shape, cases, elsewhere);
  const learned = Array.from(elsewhere, (sum, strength) => {
    const shares = Object.fromEntries(
      AGREEMENTS.map((kind) => [kind, cases[kind].map((of) => likeliestShare(of, strength))]),
    ) as CacheModel['shares'];
    let likelihood = sum;
    for (const kind of AGREEMENTS)
      cases[kind].forEach((of, i) => {
        for (const { network, cache } of of)
          likelihood += logOf(mix(shares[kind][i]!, network[strength]!, cache));
      });
    return { strength: Number((STRENGTH_STEP * strength).toFixed(DIGITS)), shares, likelihood };
  });
  const { strength, shares } = learned.reduce((best, other) =>
    other.likelihood > best.likelihood ? other : best,
  );
  const marginals = strength > 0 ? { marginals: { strength, ...shape } } : {};
  return { window: CACHE_WINDOW, corpora: [...corpora], shares, ...marginals };
}

async function collect(
  model: StepModel,
  tokens: Uint16Array,
  shape: Omit<Marginals, 'strength'>,
  cases: Cases,
  elsewhere: Float64Array,
): Promise<void> {
  const state = model.initialState();
  const history = emptyHistory(CACHE_WINDOW);
  const rarity = rarityOf(shape);
  for (let i = 1; i < tokens.length; i++) {
    const probabilities = softmax(await model.step(tokens[i - 1], state));
    remember(history, tokens[i - 1]);
    const numbers = numbersOf(history);
    const network = raised(probabilities, oddsOf(numbers, rarity), tokens[i]);
    const recalled = recall(numbers);
    if (recalled) {
      const cache = recalled.followers.get(tokens[i]) ?? 0;
      cases[recalled.agreement][recalled.length - 1].push({ network, cache });
    } else for (const [strength, probability] of network.entries()) elsewhere[strength] += logOf(probability);
  }
}

/** Probability of `token` at each strength. */
function raised(
  probabilities: Float32Array,
  prominent: ReadonlyMap<number, number>,
  token: number,
): Float64Array {
  const totals = new Float64Array(STRENGTHS).fill(1);
  const network = new Float64Array(STRENGTHS).fill(probabilities[token]);
  for (const [said, odds] of prominent) {
    const step = (1 + odds) ** STRENGTH_STEP;
    let factor = 1;
    for (let strength = 1; strength < STRENGTHS; strength++) {
      factor *= step;
      totals[strength] += probabilities[said] * (factor - 1);
      if (said === token) network[strength] *= factor;
    }
  }
  return network.map((probability, strength) => probability / totals[strength]!);
}

/** A probability too small for a float is a very small one. */
const logOf = (probability: number): number => Math.log(Math.max(probability, Number.MIN_VALUE));

const mix = (share: number, network: number, cache: number): number => (1 - share) * network + share * cache;

/** Of the cache, in the mixture that makes `cases` likeliest at a strength; 0 for none. */
function likeliestShare(cases: readonly RecallCase[], strength: number): number {
  if (cases.length === 0) return 0;
  let share = FIRST_SHARE;
  for (let round = 0; round < ROUNDS; round++) {
    let explained = 0;
    for (const { network, cache } of cases)
      explained += (share * cache) / (mix(share, network[strength]!, cache) || 1);
    share = explained / (cases.length + DOUBT);
  }
  return Number(Math.min(share, MOST_CACHE_SHARE).toFixed(DIGITS));
}
