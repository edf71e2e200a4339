/** From `prompt`, or `resume` and `append`, to the tokens that a model reads, within what the server reads. */
import type { CompletionRequest } from '../contract/completion.ts';
import { AppError } from '../errors.ts';
import type { Prompt } from '../generation/reading/read-prompt.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { checkTokens } from './check-tokens.ts';
import { invalid } from './invalid.ts';
import type { PlanContext } from './plan.ts';

/** `heal` lets a completion cut the unfinished word anew. Throws `invalid_value` or `prompt_too_long`. */
export function planPrompts(request: CompletionRequest, context: PlanContext, heal: boolean): Prompt[] {
  const { tokenizer, from } = context;
  const { prompt, append, truncate_prompt_tokens: keep } = request;
  const longest = longestPrompt(context);
  const prompts = from
    ? [readAppended(from, append ?? '', heal, tokenizer, request)]
    : readPrompts(prompt, heal, tokenizer).map((read) =>
        keep ? lastTokens(read, keep === -1 ? longest : keep, tokenizer) : read,
      );
  const promptTokens = prompts.reduce((total, { tokens }) => total + tokens.length, 0);
  if (promptTokens > longest) {
    const message = `prompt: ${promptTokens} tokens, this server reads at most ${longest}`;
    throw new AppError('prompt_too_long', message, { param: 'prompt' });
  }
  if (request.resumable && prompts.length > 1) throw invalid('resumable', 'wanted only with one prompt');
  return prompts;
}

/** Tokens that a prompt may have: the server's limit, or what its budget of work lets it read. */
function longestPrompt({ settings, multiplyAccumulates }: PlanContext): number {
  return Math.min(settings.maxPromptTokens, Math.floor(settings.requestBudget / multiplyAccumulates) - 1);
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
