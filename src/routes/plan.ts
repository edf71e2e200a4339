/** From a request's fields to what generation is asked for: defaults, limits, refusals. */
import { type CompletionRequest, UNSUPPORTED_FIELDS } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { ChoicesRequest, Prompt } from '../generation/choices.ts';
import type { Penalties } from '../generation/penalties.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** What OpenAI's API does when it is not told otherwise. */
export const OPENAI_DEFAULTS: Generation = { maxTokens: 16, temperature: 1, topK: 0, topP: 1 };

/** Throws `unsupported_field` for a field that is known, not offered, and asks for something. */
export function refuseUnsupported(request: object): void {
  for (const [field, value] of Object.entries(request)) {
    const neutral = Object.hasOwn(UNSUPPORTED_FIELDS, field) ? UNSUPPORTED_FIELDS[field] : undefined;
    if (neutral === undefined || value === null || neutral.includes(value)) continue;
    throw new AppError('unsupported_field', `${field}: this server does not offer it.`, { param: field });
  }
}

/** Throws `invalid_value` or `prompt_too_long`. `randomSeed` is asked when the request names no seed. */
export function planCompletion(
  request: CompletionRequest,
  defaults: Generation,
  { maxPromptTokens, maxCompletionTokens }: Settings,
  tokenizer: Tokenizer,
  randomSeed: () => number,
): ChoicesRequest {
  const { n, bestOf } = planChoices(request);
  const prompts = readPrompts(request, tokenizer);
  const promptTokens = prompts.reduce((total, { tokens }) => total + tokens.length, 0);
  if (promptTokens > maxPromptTokens) {
    const message = `prompt: ${promptTokens} tokens, this server reads at most ${maxPromptTokens}`;
    throw new AppError('prompt_too_long', message, { param: 'prompt' });
  }
  const completions = prompts.length * bestOf;
  const affordable = Math.floor(maxCompletionTokens / completions);
  const maxTokens = request.max_tokens ?? Math.min(defaults.maxTokens, affordable);
  if (maxTokens > affordable) {
    const each = completions === 1 ? '' : ` for each of ${completions} completions`;
    throw invalid('max_tokens', `wanted at most ${affordable}${each}, got ${maxTokens}`);
  }
  return {
    prompts,
    n,
    bestOf,
    echo: request.echo ?? false,
    generation: {
      maxTokens,
      temperature: request.temperature ?? defaults.temperature,
      topK: request.top_k ?? defaults.topK,
      topP: request.top_p ?? defaults.topP,
      minP: request.min_p ?? 0,
      seed: request.seed ?? randomSeed(),
      stopAt: request.stop_at ?? undefined,
      stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
      penalties: planPenalties(request, tokenizer.size),
      suffix: request.suffix ?? '',
      scoreTop: request.logprobs ?? undefined,
    },
  };
}

function invalid(param: string, message: string): AppError {
  return new AppError('invalid_value', `${param}: ${message}`, { param });
}

function planChoices(request: CompletionRequest) {
  const { n, best_of, stream, stream_options, token_healing, logprobs } = request;
  const wanted = n ?? 1;
  const bestOf = best_of ?? wanted;
  if (bestOf < wanted) throw invalid('best_of', `wanted at least n, which is ${wanted}, got ${bestOf}`);
  if (stream && bestOf > wanted) throw invalid('best_of', 'cannot be streamed unless it is n');
  if (stream_options && !stream) throw invalid('stream_options', 'wanted only with "stream": true');
  if (token_healing && typeof logprobs === 'number')
    throw invalid('token_healing', 'cannot go with logprobs');
  return { n: wanted, bestOf };
}

function readPrompts({ prompt, token_healing }: CompletionRequest, tokenizer: Tokenizer): Prompt[] {
  const one = (item: string | number[]): Prompt => {
    if (typeof item === 'string') {
      const tokens = tokenizer.encode(item);
      return { tokens, text: item, ...(token_healing ? splitUnfinished(item, tokenizer) : {}) };
    }
    checkTokens('prompt', item, tokenizer.size);
    return { tokens: item, text: tokenizer.decode(item) };
  };
  if (typeof prompt === 'string') return [one(prompt)];
  const isOneOfTokens = (list: typeof prompt): list is number[] => typeof list[0] === 'number';
  return isOneOfTokens(prompt) ? [one(prompt)] : prompt.map(one);
}

function splitUnfinished(text: string, tokenizer: Tokenizer): Pick<Prompt, 'unfinished'> {
  const end = tokenizer.finishedLength(text);
  if (end === text.length) return {};
  const bytes = new TextEncoder().encode(text.slice(end));
  return { unfinished: { bytes, before: tokenizer.encode(text.slice(0, end)) } };
}

/** Throws `invalid_value` for a token that the vocabulary does not have. */
export function checkTokens(param: string, tokens: readonly number[], vocabulary: number): void {
  const foreign = tokens.find((token) => token >= vocabulary);
  if (foreign !== undefined) throw invalid(param, `wanted token ids below ${vocabulary}, got ${foreign}`);
}

/** Undefined when nothing is penalised. */
function planPenalties(request: CompletionRequest, vocabulary: number): Penalties | undefined {
  const bias = new Map(
    Object.entries(request.logit_bias ?? {}).map(([token, amount]) => [Number(token), amount]),
  );
  checkTokens('logit_bias', [...bias.keys()], vocabulary);
  const penalties = {
    presence: request.presence_penalty ?? 0,
    frequency: request.frequency_penalty ?? 0,
    repetition: request.repetition_penalty ?? 1,
    noRepeatNgram: request.no_repeat_ngram_size ?? 0,
    bias,
  };
  const { presence, frequency, repetition, noRepeatNgram } = penalties;
  const none =
    presence === 0 && frequency === 0 && repetition === 1 && noRepeatNgram === 0 && bias.size === 0;
  return none ? undefined : penalties;
}
