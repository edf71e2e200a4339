/** How long an answer may become, and whether suggestions keep to it; of other answers answer-size.ts tells. */
import type { Prompt } from '../generation/reading/read-prompt.ts';
import { MAX_TOKEN_CHARACTERS } from '../resume/sealed-token.ts';
import { MOST_RESPELLED, respells } from '../text/as-written.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { invalid } from './invalid.ts';

/** No answer of this server is longer: neither a whole one nor all events of a stream together. */
export const MAX_ANSWER_BYTES = 6_000_000;

/** Of an event, or of a choice in a whole answer: all its fields but text, scores and resume tokens. */
export const FRAME_BYTES = 1000;

/** Bytes that no token's spelling exceeds, without spelling anything: a control character takes six, and `bytes:` stands before. */
export const spellingBound = (tokenizer: Tokenizer): number => 8 + 6 * tokenizer.longestPiece;

/** Throws `invalid_value` where `count` suggestions of at most `maxTokens` tokens, which grow by `growth` as they are respelled, may be longer. */
export function refuseLongSuggestions(
  count: number,
  maxTokens: number,
  tokenizer: Tokenizer,
  growth = 1,
): void {
  const bytes = count * (FRAME_BYTES + maxTokens * growth * spellingBound(tokenizer)) + MAX_TOKEN_CHARACTERS;
  if (bytes > MAX_ANSWER_BYTES) throw tooLong('suggestions');
}

/** How much longer the answers to some prompts may be than what the model says. */
export const growthOf = (prompts: readonly Prompt[]): number =>
  prompts.some(({ sent }) => sent && respells(sent.spelling)) ? MOST_RESPELLED : 1;

/** The fault of a field that asks for too much. */
export function tooLong(param: string) {
  const message = `the answer could be longer than ${MAX_ANSWER_BYTES} bytes; ask for less of it at once`;
  return invalid(param, message);
}
