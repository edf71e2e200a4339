/** From `prompt`, or `resume` and `append`, to the tokens that a model reads, within what the server reads. */
import type { CompletionRequest } from '../contract/completion.ts';
import { AppError } from '../errors.ts';
import { type Prompt, sentTokens } from '../generation/reading/read-prompt.ts';
import { lastTokens, readAsSent, readText } from '../generation/reading/read-text.ts';
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
  // Who asks what each token of the prompt is worth is told of the tokens that were sent.
  const readAny = request.echo && typeof request.logprobs === 'number' ? readAsSent : readText;
  const read = (text: string) => readAny(text, { tokenizer, heal, from });
  const prompts = from
    ? [read(appended(from, append ?? '', request))]
    : readPrompts(prompt, read, tokenizer).map((whole) =>
        keep ? lastTokens(whole, keep === -1 ? longest : keep, tokenizer) : whole,
      );
  const promptTokens = prompts.reduce((total, each) => total + sentTokens(each), 0);
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

function readPrompts(
  prompt: CompletionRequest['prompt'],
  read: (text: string) => Prompt,
  tokenizer: Tokenizer,
): Prompt[] {
  const one = (item: string | number[]): Prompt => {
    if (typeof item === 'string') return read(item);
    checkTokens('prompt', item, tokenizer.size);
    const unfinished = { bytes: new Uint8Array(), finished: item.length };
    return { tokens: item, unfinished, heal: false, text: tokenizer.decode(item) };
  };
  if (prompt === null || prompt === undefined) throw invalid('prompt', 'wanted unless there is a resume');
  if (typeof prompt === 'string') return [one(prompt)];
  const isOneOfTokens = (list: unknown[]): list is number[] => typeof list[0] === 'number';
  return isOneOfTokens(prompt) ? [one(prompt)] : prompt.map(one);
}

/** The unfinished word that `from` knows and what was written since, as one text. */
function appended(from: Snapshot, append: string, { echo }: CompletionRequest): string {
  if (echo) throw invalid('echo', 'cannot go with resume: the text before it is not known here');
  if (from.kind === 'read') return new TextDecoder().decode(from.bytes) + append;
  if (append !== '') throw invalid('append', 'wanted only with a resume token, this is a continue token');
  return '';
}
