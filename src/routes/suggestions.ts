/** `suggestions: k`: the likeliest continuations beside each other, each with how likely it is to be right. */
import type { Completion, CompletionChoice } from '../contract/answer.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import type { Calibration } from '../contract/manifest.ts';
import { type Prompt, readPrompt } from '../generation/reading/read-prompt.ts';
import { confidenceOf } from '../generation/searching/confidence.ts';
import { searchWidth, suggest } from '../generation/searching/suggest.ts';
import type { StopAt } from '../generation/showing/boundary.ts';
import { Following } from '../generation/showing/following.ts';
import { SuffixTrimmer } from '../generation/showing/suffix.ts';
import { SuffixStart } from '../generation/showing/suffix-start.ts';
import { Pace } from '../generation/stepping/pace.ts';
import type { Listed } from '../manners/entries.ts';
import { Manners } from '../manners/manners.ts';
import { inCapitals, Speller } from '../text/as-written.ts';
import { UNREAD } from '../text/spelling.ts';
import type { Answering } from './answer.ts';
import { growthOf, refuseLongSuggestions } from './answer-limit.ts';
import { invalid } from './invalid.ts';
import { type PlanContext, planManners, planTokens, refuseContradictions } from './plan.ts';
import { planPrompts } from './plan-prompts.ts';
import { usageOf } from './usage.ts';

/** What a search is asked for. */
export interface SuggestionsPlan {
  /** Multiply-accumulates. */
  budget: number;
  resumable: boolean;
  prompt: Prompt;
  count: number;
  maxTokens: number;
  stopAt: StopAt;
  suffix: string;
  /** Words and phrases that are not suggested. */
  listed?: Listed;
  minConfidence: number;
}

/** Fields that cannot go with suggestions, with the values that ask for nothing. Temperature and seed change nothing. */
const REFUSED: Partial<Record<keyof CompletionRequest, readonly unknown[]>> = {
  stream: [false],
  n: [1],
  best_of: [1],
  echo: [false],
  logprobs: [],
  logit_bias: [],
  presence_penalty: [0],
  frequency_penalty: [0],
  repetition_penalty: [1],
  no_repeat_ngram_size: [0],
  stop: [],
};

/** Throws `invalid_value` or `prompt_too_long`. */
export function planSuggestions(
  request: CompletionRequest,
  count: number,
  context: PlanContext,
): SuggestionsPlan {
  for (const field of Object.keys(REFUSED) as (keyof CompletionRequest)[]) {
    const value = request[field];
    if (value === null || value === undefined || REFUSED[field]?.includes(value)) continue;
    throw invalid(field, 'cannot go with suggestions');
  }
  refuseContradictions(request);
  const prompts = planPrompts(request, context, true);
  const [prompt, ...others] = prompts;
  if (prompt === undefined || others.length > 0)
    throw invalid('prompt', `wanted one text with suggestions, got ${prompts.length}`);
  if (context.from?.kind === 'written')
    throw invalid('resume', 'wanted a resume token with suggestions, got a continue token');
  // A search steps at most so many texts of this length.
  const { maxTokens } = planTokens(request, context, searchWidth(count));
  refuseLongSuggestions(count, maxTokens, context.tokenizer, growthOf(prompts));
  return {
    budget: context.settings.requestBudget,
    resumable: request.resumable ?? false,
    prompt,
    count,
    maxTokens,
    stopAt: request.stop_at ?? 'word',
    suffix: request.suffix ?? '',
    listed: planManners(request, context.defaults),
    minConfidence: request.min_confidence ?? 0,
  };
}

/** What is said when nothing is sure enough: clients read the first choice without asking whether there is one. */
const emptyChoice = (minConfidence: number): CompletionChoice => ({
  index: 0,
  text: '',
  logprobs: null,
  finish_reason: 'stop',
  stop_reason: minConfidence > 0 ? 'min_confidence' : null,
});

/** The whole answer; its only choice is empty when nothing is sure enough. */
export async function answerSuggestions(
  { head, served, surroundings, prefixes, seal, onEnd }: Answering,
  plan: SuggestionsPlan,
  calibration: Calibration | undefined,
): Promise<Completion> {
  const { prompt, stopAt, suffix, listed, minConfidence, budget } = plan;
  const { signal, pause } = surroundings;
  const pace = new Pace(served.multiplyAccumulates, signal, pause, budget);
  const { primed, heals, beginning, snapshot, cachedTokens, resumedTokens } = await readPrompt(
    served,
    prompt,
    true,
    pace,
    undefined,
    prefixes,
  );
  const unfinished = heals ? prompt.unfinished.bytes : undefined;
  const manners = listed && Manners.after(beginning, listed, served.tokenizer);
  const choices: CompletionChoice[] = [];
  let completionTokens = 0;
  const { known = prompt.text, spelling = UNREAD } = prompt.sent ?? {};
  const following = new Following(suffix, spelling.opens);
  for (const suggestion of await suggest(served, primed, unfinished, { ...plan, manners }, pace)) {
    const confidence = confidenceOf(suggestion.logprob, { calibration, stopAt, text: known });
    const found = inCapitals(suggestion.text, spelling);
    // Mostly nothing follows, and the patterns that find what does take a cold isolate milliseconds.
    const beforeSuffix = suffix === '' ? found : new SuffixStart(following, true).push(found).text;
    const said = new SuffixTrimmer(following).push(beforeSuffix);
    const text = new Speller(spelling).push(said);
    if (text === '' || confidence < minConfidence || choices.some((choice) => choice.text === text)) continue;
    const { finishReason, tokens } = suggestion;
    completionTokens += tokens;
    choices.push({
      index: choices.length,
      text,
      logprobs: null,
      finish_reason: finishReason,
      stop_reason: finishReason === 'stop' ? stopAt : null,
      confidence,
    });
  }
  if (choices.length === 0) choices.push(emptyChoice(minConfidence));
  const usage = usageOf([prompt], { resumedTokens, completionTokens });
  onEnd(
    usage,
    choices.map(({ finish_reason }) => finish_reason ?? ''),
    cachedTokens,
  );
  const resume = plan.resumable ? await seal(snapshot) : undefined;
  return { ...head, choices, usage, ...(resume && { resume }) };
}
