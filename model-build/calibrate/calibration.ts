/**
 * What a model's probabilities are worth: suggestions at many carets of held-out text, each right or wrong, and the
 * line that turns probability into the share that is right.
 */
import type { Calibration } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { caretKind } from '../../src/generation/searching/confidence.ts';
import { suggest } from '../../src/generation/searching/suggest.ts';
import { Pace } from '../../src/generation/stepping/pace.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { findCorpus } from '../corpus/corpora.ts';
import { caretPlaces, caretsOf, trueContinuation } from './carets.ts';
import { logisticLine } from './logistic-line.ts';
import type { SampleDocument } from './sample.ts';
import { readStretches } from './stretches.ts';

/** Suggestions at each caret: as many as a list shows. */
const COUNT = 3;
/** Longest suggestion, in tokens. */
const MAX_TOKENS = 16;
/** One suggestion. */
export interface JudgedSuggestion {
  /** The model's own. */
  probability: number;
  kind: 'start' | 'inside';
  /** 0 for the first of its caret. */
  rank: number;
  right: boolean;
}

export interface Suggesting {
  model: StepModel;
  tokenizer: Tokenizer;
}

/** Carets of one calibration, in equal parts from all corpora: a minute or two for a step of 4 million multiply-accumulates. */
export const CARETS = 6000;

export interface Calibrating extends Suggesting {
  /** Names of corpora. */
  corpora: readonly string[];
  split: 'valid' | 'test';
  /** In all, about. */
  carets: number;
  /** Hears of every caret done. */
  onCaret?: () => void;
}

/** Suggestions at carets of all corpora. */
export async function casesOf({
  corpora,
  split,
  carets,
  onCaret,
  ...model
}: Calibrating): Promise<JudgedSuggestion[]> {
  const cases: JudgedSuggestion[] = [];
  for (const corpus of corpora) {
    const texts = await readStretches(findCorpus(corpus, split));
    cases.push(...(await suggestionCases(model, texts, carets / corpora.length, onCaret)));
  }
  return cases;
}

/** Suggested words at about `carets` carets of some texts. */
export async function suggestionCases(
  { model, tokenizer }: Suggesting,
  texts: readonly SampleDocument[],
  carets: number,
  onCaret?: () => void,
): Promise<JudgedSuggestion[]> {
  const generator = { model, tokenizer, startToken: tokenizer.startToken, multiplyAccumulates: 1 };
  const pace = new Pace(1, new AbortController().signal, () => Promise.resolve());
  const request = { count: COUNT, maxTokens: MAX_TOKENS, stopAt: 'word' as const };
  const cases: JudgedSuggestion[] = [];
  for await (const place of caretPlaces(generator, texts, caretsOf(texts, carets), pace)) {
    const truth = trueContinuation(place.after, 'word');
    const kind = caretKind(place.before);
    const suggestions = await suggest(generator, place.primed, place.unfinished, request, pace);
    for (const [rank, { text, logprob }] of suggestions.entries()) {
      cases.push({ probability: Math.exp(logprob), kind, rank, right: text === truth });
    }
    onCaret?.();
  }
  return cases;
}

/** @throws Error when there are too few cases of a kind. */
export function calibrate(cases: readonly JudgedSuggestion[], corpora: readonly string[]): Calibration {
  const line = (kind: JudgedSuggestion['kind']) => logisticLine(cases.filter((one) => one.kind === kind));
  return {
    corpora: [...corpora],
    suggestions: cases.length,
    start: line('start'),
    inside: line('inside'),
  };
}
