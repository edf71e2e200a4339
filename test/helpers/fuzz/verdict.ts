/** Whether an answer may be one to its request: its status, its shape, the field that it names. */
import * as z from 'zod';
import { ErrorEnvelopeSchema } from '../../../scripts/openapi/faults.ts';
import type { Completion } from '../../../src/contract/answer.ts';
import { ALIASES, GROUPS, UNSUPPORTED_FIELDS } from '../../../src/contract/completion.ts';
import { TOKENIZE_ALIASES } from '../../../src/contract/tokens.ts';
import { MAX_ANSWER_BYTES } from '../../../src/routes/answer-limit.ts';
import { type Case, FIELDS, outermost, ROUTES } from './case.ts';

export interface Answer {
  status: number;
  /** Its content type. */
  type: string;
  text: string;
}

/** Codes of failures that are no field's. */
const OF_NO_FIELD = new Set(['invalid_json', 'body_too_large']);

/** What is wrong with an answer; undefined when nothing is. */
export function faultOf({ path, wanted }: Case, answer: Answer): string | undefined {
  const { status } = answer;
  const bytes = new TextEncoder().encode(answer.text).length;
  if (bytes > MAX_ANSWER_BYTES) return `an answer of ${bytes} bytes`;
  if (wanted && status !== wanted.status) return `wanted ${wanted.status}`;
  if (status === 200)
    return answer.type.startsWith('text/event-stream') ? streamFault(answer) : answerFault(path, answer);
  if (status < 400 || status >= 500) return 'wanted 200 or a 4xx';
  const envelope = z.safeParse(ErrorEnvelopeSchema, parse(answer.text));
  if (!envelope.success) return `no envelope: ${envelope.error.message}`;
  const { param, code, message } = envelope.data.error;
  if (OF_NO_FIELD.has(code)) return param === null ? undefined : `${code} names ${param}`;
  const field = outermost(param ?? '');
  const known =
    FIELDS[path].some(({ path }) => path === field) ||
    UNSUPPORTED_FIELDS.includes(field) ||
    Object.hasOwn({ ...ALIASES, ...TOKENIZE_ALIASES }, field) ||
    GROUPS.some((group) => group === field);
  if (!known) return `names ${param}, which is no field`;
  if (!message.includes(field)) return `does not say ${field}`;
  if (wanted?.param !== undefined && field !== wanted.param) return `wanted it to name ${wanted.param}`;
}

function answerFault(path: Case['path'], { text }: Answer): string | undefined {
  const value = parse(text);
  const parsed = z.safeParse(ROUTES[path].answer as z.core.$ZodType, value);
  if (!parsed.success) return `another shape: ${parsed.error.message}`;
  if (path === '/tokenize' || path === '/detokenize') return;
  const { choices, usage } = value as Completion;
  if (choices.some(({ finish_reason }) => finish_reason === null)) return 'a choice has no end';
  if (choices.some(({ index }, at) => index !== at)) return 'choices out of order';
  return usage ? usageFault(usage) : 'no usage';
}

const usageFault = ({ prompt_tokens, completion_tokens, total_tokens }: NonNullable<Completion['usage']>) =>
  prompt_tokens + completion_tokens === total_tokens ? undefined : 'usage that does not sum up';

/**
 * Frames of one answer, its choices interleaved: each of them ends, and nothing of it comes after that; no failure among
 * them; then the last event.
 */
function streamFault({ text }: Answer): string | undefined {
  const events = text.split('\n\n');
  if (events.pop() !== '' || events.pop() !== 'data: [DONE]') return 'a stream without its end';
  const begun = new Set<number>();
  const ended = new Set<number>();
  for (const event of events) {
    const frame = parse(event.replace(/^data: /, ''));
    const parsed = z.safeParse(ROUTES['/complete'].answer as z.core.$ZodType, frame);
    if (!parsed.success) return `a frame of another shape: ${event}`;
    const { choices, usage } = frame as Completion;
    for (const { index, finish_reason } of choices) {
      if (ended.has(index)) return `choice ${index} goes on after its end`;
      begun.add(index);
      if (finish_reason !== null) ended.add(index);
    }
    if (usage && usageFault(usage)) return usageFault(usage);
  }
  const places = [...begun].sort((a, b) => a - b);
  if (places.some((index, at) => index !== at) || begun.size !== ended.size)
    return `choices begun: ${places}; ended: ${[...ended]}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
