/** Tokens that were read and said, as the wire counts them. */
import type { Usage } from '../contract/answer.ts';
import type { Spent } from '../generation/choices.ts';
import { type Prompt, sentTokens } from '../generation/reading/read-prompt.ts';

/** What the caller is told. Of spared tokens only those of its own token: the others tell what strangers have typed. */
export function usageOf(
  prompts: readonly Prompt[],
  { resumedTokens, completionTokens }: Omit<Spent, 'cachedTokens'>,
): Usage {
  const lengthOf = (prompt: Prompt) => sentTokens(prompt) + (prompt.from?.consumed ?? 0);
  const promptTokens = prompts.reduce((total, prompt) => total + lengthOf(prompt), 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: resumedTokens },
  };
}
