/** Requests of `POST /tokenize` and `POST /detokenize`. */
import { wholeCharacters } from './completion.ts';
import * as z from './zod.ts';

const model = z.nullish(z.string());

/** The body of `/tokenize`. */
export const TokenizeRequestSchema = z.object({
  model,
  prompt: z.string('wanted a string').check(wholeCharacters),
});
/** The body of `/tokenize` once it was checked. */
export type TokenizeRequest = z.infer<typeof TokenizeRequestSchema>;

/** The body of `/detokenize`. */
export const DetokenizeRequestSchema = z.object({
  model,
  tokens: z.array(z.int().check(z.gte(0))),
});
/** The body of `/detokenize` once it was checked. */
export type DetokenizeRequest = z.infer<typeof DetokenizeRequestSchema>;

/** What other servers call these fields. */
export const TOKENIZE_ALIASES = { text: 'prompt', content: 'prompt', inputs: 'prompt' };
