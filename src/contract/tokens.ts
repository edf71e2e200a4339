/** Requests of `POST /tokenize` and `POST /detokenize`. */
import * as z from 'zod';

const model = z
  .string()
  .nullish()
  .describe('Whose vocabulary: a name that `GET /v1/models` lists. Else the server has its own.');

export const TokenizeRequestSchema = z.object({
  model,
  prompt: z
    .string('wanted a string')
    .refine((text) => text.isWellFormed(), 'wanted whole Unicode characters, found half of a surrogate pair')
    .describe('The text to cut into tokens; it may be empty.'),
});
export type TokenizeRequest = z.infer<typeof TokenizeRequestSchema>;

export const DetokenizeRequestSchema = z.object({
  model,
  tokens: z.array(z.number().int().min(0)).describe('Token ids, each in the vocabulary.'),
});
export type DetokenizeRequest = z.infer<typeof DetokenizeRequestSchema>;

/** What other servers call these fields. */
export const TOKENIZE_ALIASES = { text: 'prompt', content: 'prompt', inputs: 'prompt' };
