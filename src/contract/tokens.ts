/** Requests of `POST /tokenize` and `POST /detokenize`. */
import { wholeCharacters } from './completion.ts';
import { described, optional } from './field.ts';
import * as z from './zod.ts';

const model = optional(
  z.string(),
  'Whose vocabulary: a name that `GET /v1/models` lists. Else the server has its own.',
);

/** The body of `/tokenize`. */
export const TokenizeRequestSchema = z.object({
  model,
  prompt: described(
    z.string('wanted a string').check(wholeCharacters),
    'The text to cut into tokens; it may be empty.',
  ),
});
/** The body of `/tokenize` once it was checked. */
export type TokenizeRequest = z.infer<typeof TokenizeRequestSchema>;

/** The body of `/detokenize`. */
export const DetokenizeRequestSchema = z.object({
  model,
  tokens: described(z.array(z.int().check(z.gte(0))), 'Token ids, each in the vocabulary.'),
});
/** The body of `/detokenize` once it was checked. */
export type DetokenizeRequest = z.infer<typeof DetokenizeRequestSchema>;

/** What other servers call these fields. */
export const TOKENIZE_ALIASES = { text: 'prompt', content: 'prompt', inputs: 'prompt' };
