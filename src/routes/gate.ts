/** `gate` of a request for a completion: a classifier that is asked first whether the text is one that models complete well. */
import { readTokens } from '../classification/read.ts';
import { judge } from '../classification/scores.ts';
import type { Completion } from '../contract/answer.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import type { Task } from '../contract/task.ts';
import { toAppError, toEnvelope } from '../envelope.ts';
import type { Head } from './answer.ts';
import type { AppContext, Dependencies } from './context.ts';
import { eventStream } from './event-stream.ts';
import { invalid } from './invalid.ts';
import { leaseClassifier } from './lease.ts';
import { usageOf } from './usage.ts';

/** Characters at the end of a text that the gate reads. */
const READ_CHARACTERS = 600;
/** Of ten texts nine are taken to be what passes, before one is read: whoever has typed three letters is given the doubt. */
const EXPECTED = 0.9;
/** A text is turned away when all names that pass are less likely together. */
const LEAST = 0.2;
const LETTER = /[\p{L}\p{N}]/u;

/** Why a text is turned away. */
export type GateReason = NonNullable<Completion['gate']>;

/**
 * The reason when the gate that a request names is shut for its prompt; undefined when it is open or none is named. Throws
 * `invalid_value` for a gate that is none, and without one text to look at.
 */
export async function shutGate(
  c: AppContext,
  dependencies: Dependencies,
  { gate, prompt }: CompletionRequest,
): Promise<GateReason | undefined> {
  if (gate == null) return undefined;
  if (typeof prompt !== 'string') throw invalid('gate', 'wanted beside a prompt that is one text');
  const lease = await leaseClassifier(c, dependencies, gate, 'gate');
  try {
    const { manifest, model, tokenizer } = lease.value;
    const { task, vocabulary } = manifest;
    const { passes } = task;
    if (!passes) throw invalid('gate', `${gate} says of no name that it passes`);
    const text = prompt.slice(-READ_CHARACTERS).toWellFormed();
    if (!LETTER.test(text)) return undefined;
    const { pause } = dependencies;
    const reading = { model, startToken: vocabulary.startToken, signal: c.req.raw.signal, pause };
    const { logits } = await readTokens(reading, tokenizer.encode(text));
    const { scores } = judge(task, logits, { priors: expected(task, passes) }, false);
    const open = passes.reduce((sum, name) => sum + scores[task.names.indexOf(name)]!, 0);
    if (open >= LEAST) return undefined;
    const score = Math.max(...scores);
    return { model: manifest.name, label: task.names[scores.indexOf(score)]!, score };
  } finally {
    lease.release();
  }
}

/** Priors of the names that pass, as they are to each other in what was learned from. */
function expected({ names, priors }: Task, passes: readonly string[]): Record<string, number> {
  const of = (name: string) => priors![names.indexOf(name)]!;
  const all = passes.reduce((sum, name) => sum + of(name), 0);
  return Object.fromEntries(passes.map((name) => [name, (EXPECTED * of(name)) / all]));
}

/** The answer of a gate that is shut: one choice, and nothing in it. */
export function turnedAway(
  c: AppContext,
  request: CompletionRequest,
  head: Head,
  gate: GateReason,
): Response {
  c.get('entry').outcome = 'gate';
  const usage = usageOf([], { resumedTokens: 0, completionTokens: 0 });
  const choice = { index: 0, text: '', logprobs: null, finish_reason: 'stop', stop_reason: 'gate' } as const;
  const answer: Completion = { ...head, choices: [choice], gate };
  if (!request.stream || request.suggestions) return c.json({ ...answer, usage });
  async function* frames(): AsyncGenerator<Completion> {
    yield answer;
    if (request.stream_options?.include_usage) yield { ...head, choices: [], usage };
  }
  return eventStream(frames(), c.req.raw.signal, (error) => toEnvelope(toAppError(error), c.get('requestId')))
    .response;
}
