/** Answers of `POST /tokenize` and `POST /detokenize`. A Worker takes only types from here: see answer.ts. */
import { described } from './field.ts';
import * as z from './zod.ts';

const answeredModel = described(z.string(), 'The model whose vocabulary it is.');

/** The answer of `/tokenize`. */
export const TokenizeAnswerSchema = z.object({
  model: answeredModel,
  count: described(z.int(), 'How many tokens it takes.'),
  tokens: described(z.array(z.int()), 'Their ids; together they spell the prompt.'),
  pieces: described(
    z.array(z.string()),
    'Text of each token; `bytes:\\xe2\\x80` where it is a part of a character.',
  ),
  byte_offsets: described(
    z.array(z.tuple([z.int(), z.int()])),
    'Where each token begins and ends: bytes of the prompt in UTF-8, which a token may cut anywhere.',
  ),
  text_offset: described(
    z.array(z.int()),
    'Where each begins: Unicode characters, as `text_offset` of logprobs counts them.',
  ),
});
/** The answer of `/tokenize`, as a type. */
export type TokenizeAnswer = z.infer<typeof TokenizeAnswerSchema>;

/** The answer of `/detokenize`. */
export const DetokenizeAnswerSchema = z.object({
  model: answeredModel,
  prompt: described(z.string(), 'The text. Bytes that are not UTF-8 come out as U+FFFD.'),
});
/** The answer of `/detokenize`, as a type. */
export type DetokenizeAnswer = z.infer<typeof DetokenizeAnswerSchema>;
