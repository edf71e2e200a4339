/** Answers of `POST /tokenize` and `POST /detokenize`. A Worker takes only types from here: see answer.ts. */
import * as z from 'zod';

const answeredModel = z.string().describe('The model whose vocabulary it is.');

export const TokenizeAnswerSchema = z.object({
  model: answeredModel,
  count: z.number().int().describe('How many tokens it takes.'),
  tokens: z.array(z.number().int()).describe('Their ids; together they spell the prompt.'),
  pieces: z
    .array(z.string())
    .describe('Text of each token; `bytes:\\xe2\\x80` where it is a part of a character.'),
  byte_offsets: z
    .array(z.tuple([z.number().int(), z.number().int()]))
    .describe(
      'Where each token begins and ends: bytes of the prompt in UTF-8, which a token may cut anywhere.',
    ),
  text_offset: z
    .array(z.number().int())
    .describe('Where each begins: Unicode characters, as `text_offset` of logprobs counts them.'),
});
export type TokenizeAnswer = z.infer<typeof TokenizeAnswerSchema>;

export const DetokenizeAnswerSchema = z.object({
  model: answeredModel,
  prompt: z.string().describe('The text. Bytes that are not UTF-8 come out as U+FFFD.'),
});
export type DetokenizeAnswer = z.infer<typeof DetokenizeAnswerSchema>;
