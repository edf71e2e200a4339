/** From a request's fields to what generation is asked for. */
import type { CompletionRequest } from '../contract/completion.ts';
import type { ChoicesRequest } from '../generation/choices.ts';
import { NO_PENALTIES, type Penalties } from '../generation/drawing/penalties.ts';
import { refuseLongAnswer } from './answer-size.ts';
import { checkTokens } from './check-tokens.ts';
import { invalid } from './invalid.ts';
import { type Defaults, type PlanContext, planManners, planTokens, refuseContradictions } from './plan.ts';
import { planPrompts } from './plan-prompts.ts';

/** Default temperature of several completions: at 0 they would all be the same. */
const DRAWN_TEMPERATURE = 0.4;

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
