/** What generation says, put into the shapes of the wire: frames of a stream, or one whole answer. */
import type { Completion, CompletionChoice, Usage } from '../contract/completion.ts';
import type { ChoiceEvent, ChoicesRequest } from '../generation/choices.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { joinLogprobs, LogprobsWriter } from './logprobs.ts';

/** The fields that every frame of an answer shares. */
export type Head = Omit<Completion, 'choices' | 'usage'>;
/** Called once when everything is said. */
export type OnEnd = (usage: Usage, finishReasons: string[]) => void;
type Events = AsyncGenerator<ChoiceEvent, number>;

/** Events as choices of the wire, each holding what is new. */
async function* choicesOf(
  events: Events,
  request: ChoicesRequest,
  tokenizer: Tokenizer,
  onEnd: OnEnd,
): AsyncGenerator<CompletionChoice, Usage> {
  const writers = new Map<number, LogprobsWriter>();
  const wantsLogprobs = request.generation.scoreTop !== undefined;
  const finishReasons: string[] = [];
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    const { index, text, scores, outcome } = next.value;
    const writer = writers.get(index) ?? new LogprobsWriter(tokenizer);
    writers.set(index, writer);
    if (outcome) finishReasons.push(outcome.finishReason);
    yield {
      index,
      text,
      logprobs: wantsLogprobs ? writer.push(text, scores) : null,
      finish_reason: outcome?.finishReason ?? null,
      stop_reason: outcome?.stopReason ?? null,
    };
  }
  const usage = usageOf(request, next.value);
  onEnd(usage, finishReasons);
  return usage;
}

function usageOf({ prompts }: ChoicesRequest, completionTokens: number): Usage {
  const promptTokens = prompts.reduce((total, { tokens }) => total + tokens.length, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0 },
  };
}

/**
 * Frames of a stream: some text of one choice each, an empty one at each choice's end that says why, and a last one
 * without choices if usage is wanted.
 */
export async function* frames(
  head: Head,
  events: Events,
  request: ChoicesRequest,
  tokenizer: Tokenizer,
  includeUsage: boolean,
  onEnd: OnEnd,
): AsyncGenerator<Completion> {
  const choices = choicesOf(events, request, tokenizer, onEnd);
  const noUsageYet = includeUsage ? { usage: null } : {};
  let next = await choices.next();
  for (; !next.done; next = await choices.next()) yield { ...head, choices: [next.value], ...noUsageYet };
  if (includeUsage) yield { ...head, choices: [], usage: next.value };
}

/** One answer with every choice, in order. */
export async function whole(
  head: Head,
  events: Events,
  request: ChoicesRequest,
  tokenizer: Tokenizer,
  onEnd: OnEnd,
): Promise<Completion> {
  const parts = choicesOf(events, request, tokenizer, onEnd);
  const choices: CompletionChoice[] = [];
  let next = await parts.next();
  for (; !next.done; next = await parts.next()) {
    const { index } = next.value;
    choices[index] = index in choices ? join(choices[index], next.value) : next.value;
  }
  return { ...head, choices, usage: next.value };
}

function join(before: CompletionChoice, more: CompletionChoice): CompletionChoice {
  const logprobs = before.logprobs && more.logprobs && joinLogprobs(before.logprobs, more.logprobs);
  return { ...more, text: before.text + more.text, logprobs };
}
