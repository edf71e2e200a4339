/** What a body of `POST /complete` or `POST /v1/completions` asks for, in our words. */
import { ALIASES, CompletionRequestSchema, GROUPS } from '../contract/completion.ts';
import * as z from '../contract/zod.ts';
import { type Heard, hear } from './field-aliases.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
export const BodySchema = z.looseObject(CompletionRequestSchema.shape);

/** A body in our words. Throws `invalid_value`. */
export function hearCompletion(body: object): Heard {
  const { fields, sentAs } = hear(body, ALIASES, GROUPS);
  // What clients of chats mean: whether there are any, and by `top_logprobs` how many beside each.
  if (fields.logprobs === true) fields.logprobs = fields.top_logprobs ?? 0;
  if (fields.logprobs === false) delete fields.logprobs;
  return { fields, sentAs };
}
