/** From a request's fields to what generation is asked for: defaults, limits, refusals. */
import type { CompletionRequest } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { ChoicesRequest } from '../generation/choices.ts';
import { NO_PENALTIES, type Penalties } from '../generation/drawing/penalties.ts';
import type { Prompt } from '../generation/reading/read-prompt.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { checkTokens } from './check-tokens.ts';

/** What a request that does not say is given. */
export interface Defaults extends Generation {
  /** Only where it can be: not with `logprobs`. */
  tokenHealing: boolean;
}

/** What OpenAI's API does when it is not told otherwise. */
export const OPENAI_DEFAULTS: Defaults = {
  maxTokens: 16,
  temperature: 1,
  topK: 0,
  topP: 1,
  tokenHealing: false,
};

/** What a model's manifest says, for a person who types. */
export const typistDefaults = (generation: Generation): Defaults => ({ ...generation, tokenHealing: true });

/** Of several completions whose temperature would be 0 by default: they would all be the same. */
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
  const { n, bestOf } = planChoices(request);
  const { prompt, append, truncate_prompt_tokens: keep } = request;
  const healing = request.token_healing ?? (defaults.tokenHealing && typeof request.logprobs !== 'number');
  const longest = longestPrompt(context);
  const prompts = from
    ? [readAppended(from, append ?? '', healing, tokenizer, request)]
    : readPrompts(prompt, healing, tokenizer).map((read) =>
        keep ? lastTokens(read, keep === -1 ? longest : keep, tokenizer) : read,
      );
  const promptTokens = prompts.reduce((total, { tokens }) => total + tokens.length, 0);
  if (promptTokens > longest) {
    const message = `prompt: ${promptTokens} tokens, this server reads at most ${longest}`;
    throw new AppError('prompt_too_long', message, { param: 'prompt' });
  }
  if (request.resumable && prompts.length > 1) throw invalid('resumable', 'wanted only with one prompt');
  const completions = prompts.length * bestOf;
  const affordable = Math.floor(settings.maxCompletionTokens / completions);
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
    seed: request.seed ?? (from?.rng ? undefined : randomSeed()),
    budget: settings.requestBudget,
    generation: {
      maxTokens,
      temperature: request.temperature ?? (defaults.temperature || (bestOf > 1 ? DRAWN_TEMPERATURE : 0)),
      topK: request.top_k ?? defaults.topK,
      topP: request.top_p ?? defaults.topP,
      minP: request.min_p ?? 0,
      stopAt: request.stop_at ?? undefined,
      stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
      penalties: planPenalties(request, defaults, tokenizer.size),
      suffix: request.suffix ?? '',
      scoreTop: request.logprobs ?? undefined,
      resumable: request.resumable ?? false,
    },
  };
}

/** Tokens that a prompt may have: the server's limit, or what its budget of work lets it read. */
function longestPrompt({ settings, multiplyAccumulates }: PlanContext): number {
  return Math.min(settings.maxPromptTokens, Math.floor(settings.requestBudget / multiplyAccumulates) - 1);
}

function invalid(param: string, message: string): AppError {
  return new AppError('invalid_value', `${param}: ${message}`, { param });
}

function planChoices(request: CompletionRequest) {
  const { n, best_of, stream, stream_options, token_healing, logprobs, suggestions, min_confidence } =
    request;
  const wanted = n ?? 1;
  const bestOf = best_of ?? wanted;
  if (bestOf < wanted) throw invalid('best_of', `wanted at least n, which is ${wanted}, got ${bestOf}`);
  if (stream && bestOf > wanted) throw invalid('best_of', 'cannot be streamed unless it is n');
  if (stream_options && !stream) throw invalid('stream_options', 'wanted only with "stream": true');
  if (typeof request.append === 'string' && !request.resume)
    throw invalid('append', 'wanted only with resume');
  if (token_healing && typeof logprobs === 'number')
    throw invalid('token_healing', 'cannot go with logprobs');
  if (typeof min_confidence === 'number' && !suggestions)
    throw invalid('min_confidence', 'wanted only with suggestions');
  return { n: wanted, bestOf };
}

function readPrompts(prompt: CompletionRequest['prompt'], heal: boolean, tokenizer: Tokenizer): Prompt[] {
  const one = (item: string | number[]): Prompt => {
    if (typeof item === 'string') return readText(item, heal, tokenizer);
    checkTokens('prompt', item, tokenizer.size);
    const unfinished = { bytes: new Uint8Array(), finished: item.length };
    return { tokens: item, unfinished, heal: false, text: tokenizer.decode(item) };
  };
  if (prompt === null || prompt === undefined) throw invalid('prompt', 'wanted unless there is a resume');
  if (typeof prompt === 'string') return [one(prompt)];
  const isOneOfTokens = (list: unknown[]): list is number[] => typeof list[0] === 'number';
  return isOneOfTokens(prompt) ? [one(prompt)] : prompt.map(one);
}

function readText(text: string, heal: boolean, tokenizer: Tokenizer): Prompt {
  const { tokens, finished, unfinished } = tokenizer.read(text);
  return { tokens, unfinished: { bytes: new TextEncoder().encode(unfinished), finished }, heal, text };
}

/** The unfinished word that `from` knows and what was written since, as one text. */
function readAppended(
  from: Snapshot,
  append: string,
  heal: boolean,
  tokenizer: Tokenizer,
  request: CompletionRequest,
): Prompt {
  if (request.echo) throw invalid('echo', 'cannot go with resume: the text before it is not known here');
  const read = (text: string) => ({ ...readText(text, heal, tokenizer), from });
  if (from.kind === 'read') return read(new TextDecoder().decode(from.bytes) + append);
  if (append !== '') throw invalid('append', 'wanted only with a resume token, this is a continue token');
  return read('');
}

/** vLLM's `truncate_prompt_tokens`: the end of a prompt. */
function lastTokens(prompt: Prompt, count: number, tokenizer: Tokenizer): Prompt {
  const dropped = prompt.tokens.length - count;
  if (dropped <= 0) return prompt;
  const tokens = prompt.tokens.slice(dropped);
  const finished = prompt.unfinished.finished - dropped;
  const text = tokenizer.decode(tokens);
  // A word that has lost its beginning is what is left of it.
  const bytes =
    finished >= 0
      ? prompt.unfinished.bytes
      : Uint8Array.from(tokens.flatMap((t) => [...tokenizer.bytesOf(t)]));
  return { ...prompt, tokens, text, unfinished: { bytes, finished: Math.max(0, finished) } };
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
