/** What a body of `POST /complete` or `POST /v1/completions` asks for, in our words. */
import { ALIASES, CompletionRequestSchema, GROUPS } from '../contract/completion.ts';
import * as z from '../contract/zod.ts';
import { type Heard, hear } from './field-aliases.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
export const BodySchema = z.looseObject(CompletionRequestSchema.shape);

/** A body in our words. Throws `invalid_value`. */
export function hearCompletion(body: object): Heard {
  const { fields, sentAs } = hear(body, ALIASES, GROUPS);
  hearLogprobs(fields, sentAs);
  // Hugging Face's: the likeliest token each time, or one that is drawn.
  if (fields.do_sample === false) fields.temperature = 0;
  if (fields.do_sample === true) fields.temperature ??= 1;
  const { logit_bias } = fields;
  // llama.cpp's pairs; in them `false` is never.
  if (Array.isArray(logit_bias) && logit_bias.every(Array.isArray))
    fields.logit_bias = Object.fromEntries(
      logit_bias.map(([token, bias]) => [token, bias === false ? -100 : bias]),
    );
  return { fields, sentAs };
}

/** What clients of chats mean: whether there are any, and by `top_logprobs` how many beside each. Elsewhere 0 is none. */
function hearLogprobs(fields: Heard['fields'], sentAs: Heard['sentAs']): void {
  if (fields.logprobs === true) {
    fields.logprobs = fields.top_logprobs ?? 0;
    sentAs.set('logprobs', 'top_logprobs');
  } else if (fields.logprobs === false || (fields.logprobs === 0 && sentAs.has('logprobs')))
    delete fields.logprobs;
}
