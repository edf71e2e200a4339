/** What requests for completions and for suggestions have in common on their way to a plan: defaults, limits, refusals. */
import type { CompletionRequest } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { Listed } from '../manners/entries.ts';
import { LISTED } from '../manners/listed.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { invalid } from './invalid.ts';

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
