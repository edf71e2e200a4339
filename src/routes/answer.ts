/** What generation says, put into the shapes of the wire: frames of a stream, or one whole answer. */
import type { Completion, CompletionChoice, Usage } from '../contract/answer.ts';
import { type ChoicesRequest, speakChoices } from '../generation/choices.ts';
import type { Prefixes } from '../generation/reading/prefix-cache.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import type { ServedModel, Surroundings } from '../generation/stepping/served-model.ts';
import { joinLogprobs, LogprobsWriter } from './logprobs.ts';
import { usageOf } from './usage.ts';

/** The fields that every frame of an answer shares. */
export type Head = Omit<Completion, 'choices' | 'usage'>;
/** Called once when everything is said; `cachedTokens` are the prompt tokens that were not fed. */
export type OnEnd = (usage: Usage, finishReasons: string[], cachedTokens: number) => void;
/** What an answer is made with. */
export interface Answering {
  head: Head;
  served: ServedModel;
  surroundings: Surroundings;
  /** Texts that this caller had read before; undefined for one whom nobody can tell from others. */
  prefixes?: Prefixes;
  /** A snapshot as a token; undefined for one that is too large to carry. */
  seal(snapshot: Snapshot): Promise<string | undefined>;
  onEnd: OnEnd;
}

/** What is new of one choice, and the request's resume token in the one that has it. */
interface Part {
  choice: CompletionChoice;
  resume?: string;
}

/** Events as choices of the wire. */
async function* partsOf(answering: Answering, request: ChoicesRequest): AsyncGenerator<Part, Usage> {
  const { served, surroundings, prefixes, seal, onEnd } = answering;
  const { tokenizer } = served;
  const events = speakChoices(served, request, surroundings, prefixes);
  const writers = new Map<number, LogprobsWriter>();
  const wantsLogprobs = request.generation.scoreTop !== undefined;
  const finishReasons: string[] = [];
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    const { index, text, scores, outcome, snapshot } = next.value;
    const writer = writers.get(index) ?? new LogprobsWriter(tokenizer);
    writers.set(index, writer);
    if (outcome) finishReasons.push(outcome.finishReason);
    const goOn = outcome?.snapshot && (await seal(outcome.snapshot));
    const choice = {
      index,
      text,
      logprobs: wantsLogprobs ? writer.push(text, scores) : null,
      finish_reason: outcome?.finishReason ?? null,
      stop_reason: outcome?.stopReason ?? null,
      ...(goOn && { continue: goOn }),
    };
    const resume = snapshot && (await seal(snapshot));
    yield { choice, ...(resume && { resume }) };
  }
  const usage = usageOf(request.prompts, next.value);
  onEnd(usage, finishReasons, next.value.cachedTokens);
  return usage;
}

/**
 * Frames of a stream: some text of one choice each, an empty one at each choice's end that says why, and a last one
 * without choices if usage is wanted.
 */
export async function* frames(
  answering: Answering,
  request: ChoicesRequest,
  includeUsage: boolean,
): AsyncGenerator<Completion> {
  const { head } = answering;
  const parts = partsOf(answering, request);
  const noUsageYet = includeUsage ? { usage: null } : {};
  let next = await parts.next();
  for (; !next.done; next = await parts.next()) {
    const { choice, ...resume } = next.value;
    yield { ...head, choices: [choice], ...noUsageYet, ...resume };
  }
  if (includeUsage) yield { ...head, choices: [], usage: next.value };
}

/** One answer with every choice, in order. */
export async function wholeAnswer(answering: Answering, request: ChoicesRequest): Promise<Completion> {
  const parts = partsOf(answering, request);
  const choices: CompletionChoice[] = [];
  let resumable: Pick<Completion, 'resume'> = {};
  let next = await parts.next();
  for (; !next.done; next = await parts.next()) {
    const { choice, ...resume } = next.value;
    choices[choice.index] = choice.index in choices ? join(choices[choice.index]!, choice) : choice;
    resumable = { ...resumable, ...resume };
  }
  return { ...answering.head, choices, usage: next.value, ...resumable };
}

function join(before: CompletionChoice, more: CompletionChoice): CompletionChoice {
  const logprobs = before.logprobs && more.logprobs && joinLogprobs(before.logprobs, more.logprobs);
  return { ...more, text: before.text + more.text, logprobs };
}
