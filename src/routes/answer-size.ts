/**
 * How long an answer can become, told before anything is computed. What could be longer than answers may be is refused:
 * a small body that asks for an answer of megabytes would take an isolate over its memory.
 */
import { AppError } from '../errors.ts';
import type { ChoicesRequest } from '../generation/choices.ts';
import { MAX_TOKEN_CHARACTERS } from '../resume/sealed-token.ts';
import { jsonBytes, longestSpelling } from '../text/spell.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { FRAME_BYTES, growthOf, MAX_ANSWER_BYTES, spellingBound, tooLong } from './answer-limit.ts';

/** A number of double precision, and what parts it from the next. */
const NUMBER_BYTES = 26;
/** An offset within an answer, with its comma. */
const OFFSET_BYTES = 8;
/** A byte that an earlier completion left unshown: a control character as JSON. */
const UNSHOWN_BYTES = 6;

/** Throws `invalid_value` for completions whose answer may be longer than `MAX_ANSWER_BYTES`. */
export function refuseLongAnswer(plan: ChoicesRequest, tokenizer: Tokenizer, stream: boolean): void {
  if (answerBytes(plan, stream, spellingBound(tokenizer)) <= MAX_ANSWER_BYTES) return;
  if (answerBytes(plan, stream, longestSpelling(tokenizer)) <= MAX_ANSWER_BYTES) return;
  throw tooLong(plan.n > 1 ? 'n' : plan.generation.scoreTop === undefined ? 'max_tokens' : 'logprobs');
}

/** Throws `prompt_too_long` for so many tokens of so many bytes of text whose `/tokenize` may be longer. */
export function refuseLongTokens(count: number, bytes: number, vocabulary: number): void {
  const digits = String(bytes).length;
  // An id, three offsets, and a piece, in which no byte takes more than six.
  const each = String(vocabulary).length + 1 + 3 * digits + 5 + 8;
  if (FRAME_BYTES + each * count + 6 * bytes <= MAX_ANSWER_BYTES) return;
  const message = `prompt: the tokens of ${bytes} bytes could be longer than ${MAX_ANSWER_BYTES} bytes; ask for less at once`;
  throw new AppError('prompt_too_long', message, { param: 'prompt' });
}

/** Throws `invalid_value` for so many tokens whose text may be longer. */
export function refuseLongText(count: number, tokenizer: Tokenizer): void {
  const longest = (spelling: number) => FRAME_BYTES + count * spelling;
  if (longest(spellingBound(tokenizer)) <= MAX_ANSWER_BYTES) return;
  if (longest(longestSpelling(tokenizer)) > MAX_ANSWER_BYTES) throw tooLong('tokens');
}

/** Bytes of the longest answer to a plan, in which no token is spelled in more than `spelling` bytes of JSON. */
export function answerBytes(plan: ChoicesRequest, stream: boolean, spelling: number): number {
  const { prompts, n, echo, generation } = plan;
  const { maxTokens, scoreTop, resumable } = generation;
  const choices = prompts.length * n;
  const drawn = choices * maxTokens;
  // Each of its choices is begun and ended by an event of its own, and there may be one with usage and one with `resume`.
  const frames = stream ? drawn + 3 * choices + 2 : choices + 1;
  const echoed = echo ? prompts : [];
  const echoedTokens = n * echoed.reduce((total, { tokens }) => total + tokens.length, 0);
  const echoedBytes = n * echoed.reduce((total, { text }) => total + jsonBytes(text), 0);
  const unshown = n * prompts.reduce((total, { from }) => total + (from?.bytes.length ?? 0), 0);
  const scored = scoreTop === undefined ? 0 : drawn + echoedTokens;
  const score = spelling + NUMBER_BYTES + ((scoreTop ?? 0) + 1) * (spelling + NUMBER_BYTES) + OFFSET_BYTES;
  const sealed = resumable ? choices + 1 : 0;
  return (
    FRAME_BYTES * frames +
    growthOf(prompts) * spelling * drawn +
    echoedBytes +
    UNSHOWN_BYTES * unshown +
    score * scored +
    MAX_TOKEN_CHARACTERS * sealed
  );
}
