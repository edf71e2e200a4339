/** From a request's fields to what generation is asked for: defaults, limits, refusals. */
import type { CompletionRequest } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import type { ChoicesRequest } from '../generation/choices.ts';
import { NO_PENALTIES, type Penalties } from '../generation/drawing/penalties.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { Listed } from '../manners/entries.ts';
import { LISTED } from '../manners/listed.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { refuseLongAnswer } from './answer-size.ts';
import { checkTokens } from './check-tokens.ts';
import { invalid } from './invalid.ts';
import { planPrompts } from './plan-prompts.ts';

/** Values of the fields that a request leaves out. */
export interface Defaults extends Generation {
  /** Never with `logprobs`, whatever stands here. */
  tokenHealing: boolean;
  manners: 'on' | 'off';
}

/** The defaults of OpenAI's API. */
export const OPENAI_DEFAULTS: Defaults = {
  maxTokens: 16,
  temperature: 1,
  topK: 0,
  topP: 1,
  tokenHealing: false,
  manners: 'off',
};

/** The defaults of a model's manifest, for a person who types. */
export const typistDefaults = (generation: Generation): Defaults => ({
  ...generation,
  tokenHealing: true,
  manners: 'on',
});

/** Default temperature of several completions: at 0 they would all be the same. */
const DRAWN_TEMPERATURE = 0.4;

/** What a plan is made for. */
export interface PlanContext {
  defaults: Defaults;
  settings: Pick<Settings, 'maxPromptTokens' | 'maxCompletionTokens' | 'requestBudget'>;
  tokenizer: Tokenizer;
  /** Work of a step. */
  multiplyAccumulates: number;
  /** Asked when neither the request nor `from` has coins. */
  randomSeed: () => number;
  /** The point that the request goes on from, in place of its prompt. */
  from?: Snapshot;
}

/** Throws `invalid_value` or `prompt_too_long`. */
export function planCompletion(request: CompletionRequest, context: PlanContext): ChoicesRequest {
  const { defaults, settings, tokenizer, randomSeed, from } = context;
  refuseContradictions(request);
  const { n, bestOf } = planChoices(request);
  const healing = request.token_healing ?? (defaults.tokenHealing && typeof request.logprobs !== 'number');
  const prompts = planPrompts(request, context, healing);
  const completions = prompts.length * bestOf;
  const length = planTokens(request, context, completions);
  const plan: ChoicesRequest = {
    prompts,
    n,
    bestOf,
    echo: request.echo ?? false,
    seed: request.seed ?? (from?.rng ? undefined : randomSeed()),
    budget: settings.requestBudget,
    generation: {
      ...length,
      temperature: request.temperature ?? (defaults.temperature || (bestOf > 1 ? DRAWN_TEMPERATURE : 0)),
      topK: Math.max(0, request.top_k ?? defaults.topK),
      topP: request.top_p ?? defaults.topP,
      minP: request.min_p ?? 0,
      stopAt: request.stop_at ?? undefined,
      stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
      penalties: planPenalties(request, defaults, tokenizer.size),
      listed: planManners(request, defaults),
      suffix: request.suffix ?? '',
      scoreTop: request.logprobs ?? undefined,
      resumable: request.resumable ?? false,
    },
  };
  refuseLongAnswer(plan, tokenizer, request.stream ?? false);
  return plan;
}

/** Tokens of each of so many texts that the model says, as asked for or as many as the server allows all of them. */
export function planTokens(
  { max_tokens }: CompletionRequest,
  { defaults, settings }: PlanContext,
  texts: number,
): { maxTokens: number; cutShort: boolean } {
  const affordable = Math.floor(settings.maxCompletionTokens / texts);
  const wanted = max_tokens ?? Math.min(defaults.maxTokens, affordable);
  const cutShort = wanted === -1 || wanted > affordable;
  return { maxTokens: cutShort ? affordable : wanted, cutShort };
}

/** What is not to be said. */
export const planManners = ({ manners }: CompletionRequest, defaults: Defaults): Listed | undefined =>
  (manners ?? defaults.manners) === 'on' ? LISTED : undefined;

/** Throws `invalid_value` for a field that wants another beside it, or cannot stand beside one. */
export function refuseContradictions(request: CompletionRequest): void {
  const { stream, stream_options, token_healing, logprobs, suggestions, min_confidence } = request;
  if (stream_options && !stream) throw invalid('stream_options', 'wanted only with "stream": true');
  if (typeof request.append === 'string' && !request.resume)
    throw invalid('append', 'wanted only with resume');
  if (token_healing && typeof logprobs === 'number')
    throw invalid('token_healing', 'cannot go with logprobs');
  if (typeof min_confidence === 'number' && !suggestions)
    throw invalid('min_confidence', 'wanted only with suggestions');
}

function planChoices({ n, best_of, stream }: CompletionRequest) {
  const wanted = n ?? 1;
  const bestOf = best_of ?? wanted;
  if (bestOf < wanted) throw invalid('best_of', `wanted at least n, which is ${wanted}, got ${bestOf}`);
  if (stream && bestOf > wanted) throw invalid('best_of', 'cannot be streamed unless it is n');
  return { n: wanted, bestOf };
}

/** Undefined when nothing is penalised. */
function planPenalties(
  request: CompletionRequest,
  { frequencyPenalty }: Defaults,
  vocabulary: number,
): Penalties | undefined {
  const bias = new Map(
    Object.entries(request.logit_bias ?? {}).map(([token, amount]) => [Number(token), amount]),
  );
  checkTokens('logit_bias', [...bias.keys()], vocabulary);
  const penalties = {
    presence: request.presence_penalty ?? NO_PENALTIES.presence,
    frequency: request.frequency_penalty ?? frequencyPenalty ?? NO_PENALTIES.frequency,
    repetition: request.repetition_penalty ?? NO_PENALTIES.repetition,
    noRepeatNgram: request.no_repeat_ngram_size ?? NO_PENALTIES.noRepeatNgram,
    bias,
  };
  const { presence, frequency, repetition, noRepeatNgram } = penalties;
  const none =
    presence === 0 && frequency === 0 && repetition === 1 && noRepeatNgram === 0 && bias.size === 0;
  return none ? undefined : penalties;
}
