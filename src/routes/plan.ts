/** From a request's fields to what generation is asked for: defaults, limits, refusals. */
import { type CompletionRequest, UNSUPPORTED_FIELDS } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { GenerationRequest } from '../generation/generate.ts';
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
export function planGeneration(
  request: CompletionRequest,
  defaults: Generation,
  { maxPromptTokens, maxCompletionTokens }: Settings,
  tokenizer: Tokenizer,
  randomSeed: () => number,
): GenerationRequest {
  const maxTokens = request.max_tokens ?? Math.min(defaults.maxTokens, maxCompletionTokens);
  if (maxTokens > maxCompletionTokens) {
    const message = `max_tokens: wanted at most ${maxCompletionTokens}, got ${maxTokens}`;
    throw new AppError('invalid_value', message, { param: 'max_tokens' });
  }
  const prompt = tokenizer.encode(request.prompt);
  if (prompt.length > maxPromptTokens) {
    const message = `prompt: ${prompt.length} tokens, this server reads at most ${maxPromptTokens}`;
    throw new AppError('prompt_too_long', message, { param: 'prompt' });
  }
  return {
    prompt,
    maxTokens,
    temperature: request.temperature ?? defaults.temperature,
    topK: request.top_k ?? defaults.topK,
    topP: request.top_p ?? defaults.topP,
    seed: request.seed ?? randomSeed(),
    stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
  };
}
