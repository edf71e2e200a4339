/** Completions, apart: who types wants suggestions, and most pages never ask for anything else. */
import type { CompletionRequest } from '../../src/contract/completion.ts';
import type { Prompt } from '../../src/generation/reading/read-prompt.ts';
import { type Answering, frames, wholeAnswer } from '../../src/routes/answer.ts';
import type { PlanContext } from '../../src/routes/plan.ts';
import { planCompletion } from '../../src/routes/plan-completion.ts';

/** The whole answer to a request. Throws as a server refuses. */
export const whole = (answer: Answering, request: CompletionRequest, context: PlanContext) =>
  wholeAnswer(answer, planCompletion(request, context));

/** The same in frames, as a server streams them. */
export const inFrames = (answer: Answering, request: CompletionRequest, context: PlanContext) =>
  frames(answer, planCompletion(request, context), request.stream_options?.include_usage ?? false);

/** Reads a text into the prefixes of `answer`; the cache at its end, if the model `hasCache`, then forgets what it has said. */
export async function readAndForget(
  prompt: string,
  answer: Answering,
  context: PlanContext,
  hasCache: boolean,
): Promise<void> {
  const plan = planCompletion({ prompt, max_tokens: 0 }, context);
  await wholeAnswer(answer, plan);
  const [{ tokens, unfinished }] = plan.prompts as [Prompt];
  if (hasCache) answer.prefixes?.longest(tokens, unfinished.finished)?.snapshot.state.at(-1)?.fill(0);
}
