/**
 * The answer to a request for a completion. A Worker takes only types from here: nobody checks what it says itself, and
 * the schemas, made for the documents, are not in its bundle.
 */
import * as z from 'zod';
import { RESUME_STATUSES } from './resume-status.ts';

/** As in OpenAI's answers, one entry a token; offsets count Unicode characters from the start of `text`. */
export const LogprobsSchema = z.object({
  tokens: z
    .array(z.string())
    .describe('Text of each token; `bytes:\\xe2\\x80` where it is a part of a character.'),
  token_logprobs: z
    .array(z.number())
    .describe(
      "Natural logarithms, of the model's own probabilities, before temperature, penalties and bias.",
    ),
  top_logprobs: z
    .array(z.record(z.string(), z.number()))
    .describe('For each token, the likeliest ones in its place and the one that was said.'),
  text_offset: z
    .array(z.number().int())
    .describe('Where each token begins in `text`, in Unicode characters.'),
});
export type Logprobs = z.infer<typeof LogprobsSchema>;

export const CompletionChoiceSchema = z.object({
  index: z.number().int().describe('Counted over all prompts, those of the first prompt first.'),
  text: z
    .string()
    .describe('The completion, after the prompt if `echo` was asked for; in a stream, a piece of it.'),
  logprobs: LogprobsSchema.nullable().describe('Null unless `logprobs` was asked for.'),
  finish_reason: z
    .enum(['stop', 'length'])
    .nullable()
    .describe(
      '`stop` at a stop string, `stop_at` or the end of the text; `length` at `max_tokens` or the budget of work. Null while a stream goes on.',
    ),
  stop_reason: z
    .string()
    .nullable()
    .describe('The stop string, the `stop_at`, or `budget` that ended it; null when something else did.'),
  confidence: z
    .number()
    .optional()
    .describe(
      'Only with `suggestions`: the probability that the text is exactly what comes next, calibrated.',
    ),
  continue: z
    .string()
    .optional()
    .describe(
      'Only with `resumable`: sent back as `resume`, the text goes on from here as if it had never ended.',
    ),
});
export type CompletionChoice = z.infer<typeof CompletionChoiceSchema>;

export const UsageSchema = z.object({
  prompt_tokens: z.number().int().describe('Tokens of all prompts.'),
  completion_tokens: z.number().int().describe('Tokens of all completions, those of `best_of` too.'),
  total_tokens: z.number().int().describe('Both together.'),
  prompt_tokens_details: z
    .object({ cached_tokens: z.number().int().describe('Prompt tokens that cost no step.') })
    .describe("OpenAI's place for them."),
});
export type Usage = z.infer<typeof UsageSchema>;

/** A whole answer, or one frame of a streamed one; of a stream only the last frame has `usage`, if it was asked for. */
export const CompletionSchema = z.object({
  id: z.string().describe('Another for every answer; the same in every frame of one.'),
  object: z.literal('text_completion').describe("OpenAI's name for this shape."),
  created: z.number().int().describe('Seconds since 1970.'),
  model: z.string().describe('The model that answered.'),
  system_fingerprint: z
    .string()
    .describe(
      'Changes whenever the same request may give another answer: model bytes, runtime, version of the server.',
    ),
  choices: z.array(CompletionChoiceSchema).describe('In order; one in each frame of a stream.'),
  usage: UsageSchema.nullable().optional().describe('What was read and said, in tokens.'),
  resume: z
    .string()
    .optional()
    .describe(
      "Only with `resumable`: the state before the prompt's unfinished last word, for the next keystroke.",
    ),
  resume_status: z
    .enum(RESUME_STATUSES)
    .optional()
    .describe('Only with `resume`: `hit`, or why the token could not be used and `prompt` was read instead.'),
});
export type Completion = z.infer<typeof CompletionSchema>;
