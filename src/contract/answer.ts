/**
 * The answer to a request for a completion. A Worker takes only types from here: nobody checks what it says itself, and
 * the schemas, made for the documents, are not in its bundle.
 */
import { described } from './field.ts';
import { RESUME_STATUSES } from './resume-status.ts';
import * as z from './zod.ts';

/** As in OpenAI's answers, one entry a token; offsets count Unicode characters from the start of `text`. */
export const LogprobsSchema = z.object({
  tokens: described(
    z.array(z.string()),
    'Text of each token; `bytes:\\xe2\\x80` where it is a part of a character.',
  ),
  token_logprobs: described(
    z.array(z.number()),
    "Natural logarithms, of the model's own probabilities, before temperature, penalties and bias.",
  ),
  top_logprobs: described(
    z.array(z.record(z.string(), z.number())),
    'For each token, the likeliest ones in its place and the one that was said.',
  ),
  text_offset: described(z.array(z.int()), 'Where each token begins in `text`, in Unicode characters.'),
});
/** Log probabilities of the tokens of one completion. All lists are `[tokens]`. */
export type Logprobs = z.infer<typeof LogprobsSchema>;

/** One completion of an answer. */
export const CompletionChoiceSchema = z.object({
  index: described(z.int(), 'Counted over all prompts, those of the first prompt first.'),
  text: described(
    z.string(),
    'The completion, after the prompt if `echo` was asked for; in a stream, a piece of it.',
  ),
  logprobs: described(z.nullable(LogprobsSchema), 'Null unless `logprobs` was asked for.'),
  finish_reason: described(
    z.nullable(z.enum(['stop', 'length'])),
    '`stop` at a stop string, `stop_at` or the end of the text; `length` at `max_tokens` or the budget of work. Null while a stream goes on.',
  ),
  stop_reason: described(
    z.nullable(z.string()),
    'The stop string, the `stop_at`, `suffix`, `budget`, `min_confidence` or `gate` that ended it; null when something else did.',
  ),
  confidence: described(
    z.optional(z.number()),
    'Only with `suggestions`: the probability that the text is exactly what comes next, calibrated.',
  ),
  continue: described(
    z.optional(z.string()),
    'Only with `resumable`: sent back as `resume`, the text goes on from here as if it had never ended.',
  ),
});
/** One completion of an answer, as a type. */
export type CompletionChoice = z.infer<typeof CompletionChoiceSchema>;

/** Tokens of a request. */
export const UsageSchema = z.object({
  prompt_tokens: described(z.int(), 'Tokens of all prompts.'),
  completion_tokens: described(z.int(), 'Tokens of all completions, those of `best_of` too.'),
  total_tokens: described(z.int(), 'Both together.'),
  prompt_tokens_details: described(
    z.object({ cached_tokens: described(z.int(), 'Prompt tokens that the `resume` of the request spared.') }),
    "OpenAI's place for them.",
  ),
});
/** Numbers of tokens of a request, as a type. */
export type Usage = z.infer<typeof UsageSchema>;

/** A whole answer, or one frame of a streamed one; of a stream only the last frame has `usage`, if it was asked for. */
export const CompletionSchema = z.object({
  id: described(z.string(), 'Another for every answer; the same in every frame of one.'),
  object: described(z.literal('text_completion'), "OpenAI's name for this shape."),
  created: described(z.int(), 'Seconds since 1970.'),
  model: described(z.string(), 'The model that answered.'),
  system_fingerprint: described(
    z.string(),
    'Changes whenever the same request may give another answer: bytes and version of the model, runtime, version of the server.',
  ),
  choices: described(z.array(CompletionChoiceSchema), 'In order; one in each frame of a stream.'),
  usage: described(z.optional(z.nullable(UsageSchema)), 'What was read and said, in tokens.'),
  gate: described(
    z.optional(z.object({ model: z.string(), label: z.string(), score: z.number() })),
    'Only where `gate` has turned the text away: what it takes the text for, and how likely that is.',
  ),
  resume: described(
    z.optional(z.string()),
    "Only with `resumable`: the state before the prompt's unfinished last word, for the next keystroke.",
  ),
  resume_status: described(
    z.optional(z.enum(RESUME_STATUSES)),
    'Only with `resume`: `hit`, or why the token could not be used and `prompt` was read instead.',
  ),
});
/** A whole answer, or one frame of a streamed one, as a type. */
export type Completion = z.infer<typeof CompletionSchema>;
