/** A request for a completion: OpenAI's text completion, some fields of vLLM's and Hugging Face's, and ours. */
import * as z from './zod.ts';

/** Stop strings of a request at most. */
export const MAX_STOPS = 16;
/** Characters of a stop string at most. */
export const MAX_STOP_CHARACTERS = 64;
/** Likeliest tokens listed in each place at most. */
export const MAX_LOGPROBS = 5;
/** Prompts in one request. */
export const MAX_PROMPTS = 32;
/** Completions drawn for one prompt. */
export const MAX_CHOICES = 16;
/** Suggestions for one caret. */
export const MAX_SUGGESTIONS = 8;
/** Names and terms in one `vocabulary`. */
export const MAX_TERMS = 200;
/** Bytes (UTF-8) of each of them. */
export const MAX_TERM_BYTES = 64;
/** Tokens in one `logit_bias`. */
export const MAX_BIASES = 300;

/** A check of strings: no half of a surrogate pair. */
export const wholeCharacters = z.refine<string>(
  (text) => text.isWellFormed(),
  'wanted whole Unicode characters, not half of a surrogate pair',
);

const stop = z.string().check(z.minLength(1), z.maxLength(MAX_STOP_CHARACTERS));
const text = z.string().check(z.minLength(1, 'wanted at least one character'), wholeCharacters);
const tokens = z.array(z.int().check(z.gte(0))).check(z.minLength(1));
const tokenId = z.string().check(z.regex(/^\d{1,9}$/, 'wanted a token id'));
const choices = z.int().check(z.gte(1), z.lte(MAX_CHOICES));
const isTerm = (term: string): boolean =>
  new TextEncoder().encode(term).length <= MAX_TERM_BYTES &&
  /[\p{L}\p{N}]/u.test(term) &&
  !/\p{Cc}/u.test(term);
const term = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(MAX_TERM_BYTES),
    wholeCharacters,
    z.refine(
      isTerm,
      `wanted at most ${MAX_TERM_BYTES} bytes of UTF-8 with a letter or a digit, without control characters`,
    ),
  );
const penalty = z.number().check(z.gte(-2), z.lte(2));
const severalOf = <T extends z.ZodMiniType>(prompt: T) =>
  z.array(prompt).check(z.minLength(1), z.maxLength(MAX_PROMPTS));

/**
 * Fields may be null, which means absent; fields that are not here are ignored. What each means is said in
 * scripts/openapi/meanings.ts, outside the bundle.
 */
export const CompletionRequestSchema = z.object({
  model: z.nullish(z.string()),
  prompt: z.nullish(
    z.union([text, severalOf(text), tokens, severalOf(tokens)], {
      error: `wanted a string or token ids, or up to ${MAX_PROMPTS} of either; none empty, Unicode characters whole`,
    }),
  ),
  resume: z.nullish(z.string().check(z.minLength(1))),
  append: z.nullish(z.string().check(wholeCharacters)),
  resumable: z.nullish(z.boolean()),
  truncate_prompt_tokens: z.nullish(z.union([z.literal(-1), z.int().check(z.gte(1))])),
  suggestions: z.nullish(z.int().check(z.gte(1), z.lte(MAX_SUGGESTIONS))),
  gate: z.nullish(z.string()),
  min_confidence: z.nullish(z.number().check(z.gte(0), z.lte(1))),
  suffix: z.nullish(z.string()),
  max_tokens: z.nullish(z.int().check(z.gte(-1))),
  n: z.nullish(choices),
  best_of: z.nullish(choices),
  echo: z.nullish(z.boolean()),
  logprobs: z.nullish(z.int().check(z.gte(0), z.lte(MAX_LOGPROBS))),
  temperature: z.nullish(z.number().check(z.gte(0), z.lte(2))),
  top_p: z.nullish(z.number().check(z.gte(0), z.lte(1))),
  top_k: z.nullish(z.int().check(z.gte(-1))),
  min_p: z.nullish(z.number().check(z.gte(0), z.lte(1))),
  presence_penalty: z.nullish(penalty),
  frequency_penalty: z.nullish(penalty),
  repetition_penalty: z.nullish(z.number().check(z.gte(0.1), z.lte(10))),
  no_repeat_ngram_size: z.nullish(z.int().check(z.gte(0))),
  logit_bias: z.nullish(
    z
      .record(tokenId, z.number().check(z.gte(-100), z.lte(100)))
      .check(
        z.refine((biases) => Object.keys(biases).length <= MAX_BIASES, `wanted at most ${MAX_BIASES} tokens`),
      ),
  ),
  seed: z.nullish(z.int()),
  stop: z.nullish(
    z.union([stop, z.array(stop).check(z.maxLength(MAX_STOPS))], {
      error: `wanted a string or up to ${MAX_STOPS}, each of 1 to ${MAX_STOP_CHARACTERS} characters`,
    }),
  ),
  stop_at: z.nullish(z.enum(['word', 'sentence', 'line'], 'wanted "word", "sentence" or "line"')),
  token_healing: z.nullish(z.boolean()),
  vocabulary: z.nullish(z.array(term).check(z.maxLength(MAX_TERMS))),
  manners: z.nullish(z.enum(['on', 'off'], 'wanted "on" or "off"')),
  stream: z.nullish(z.boolean()),
  stream_options: z.nullish(
    z.object({
      include_usage: z.nullish(z.boolean()),
    }),
  ),
  user: z.nullish(z.string()),
});
/** A checked request for a completion. A field that the caller left out is missing or null; no default is filled in. */
export type CompletionRequest = z.infer<typeof CompletionRequestSchema>;

/** What other servers call these fields. The name of this server wins when both are there. */
export const ALIASES: Record<string, keyof CompletionRequest> = {
  inputs: 'prompt',
  max_completion_tokens: 'max_tokens',
  max_new_tokens: 'max_tokens',
  n_predict: 'max_tokens',
  num_predict: 'max_tokens',
  num_return_sequences: 'n',
  n_cmpl: 'n',
  repeat_penalty: 'repetition_penalty',
  stop_sequences: 'stop',
  n_probs: 'logprobs',
  top_n_tokens: 'logprobs',
  return_full_text: 'echo',
  truncate: 'truncate_prompt_tokens',
};

/** Objects within a body whose fields are taken as its own: text-generation-inference's, and Ollama's. */
export const GROUPS = ['parameters', 'options'] as const;

/** Known fields of such APIs that are not offered. */
export const UNSUPPORTED_FIELDS: readonly string[] = (
  'messages system context segments input_prefix images prompt_embeds tools functions lora adapter_id ' +
  'format response_format grammar json_schema guided_json guided_regex guided_choice guided_grammar structured_outputs ' +
  'use_beam_search num_beams max_length min_tokens ignore_eos stop_token_ids include_stop_str_in_output allowed_token_ids ' +
  'bad_words prompt_logprobs watermark typical_p tfs_z mirostat dry_multiplier xtc_probability'
).split(' ');

/** The numbers by which one of them asks for nothing, where that is not 0. */
export const NEUTRAL: Readonly<Record<string, number>> = {
  typical_p: 1,
  tfs_z: 1,
  num_beams: 1,
  prompt_logprobs: Number.NaN,
};
