/** A request for a completion: OpenAI's text completion, some fields of vLLM's and Hugging Face's, and ours. */
import { optional } from './field.ts';
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
const MAX_BIASES = 300;

/** A check of strings: no half of a surrogate pair. */
export const wholeCharacters = z.refine<string>(
  (text) => text.isWellFormed(),
  'wanted whole Unicode characters, found half of a surrogate pair',
);

const stop = z.string().check(z.minLength(1), z.maxLength(MAX_STOP_CHARACTERS));
const text = z.string().check(z.minLength(1, 'wanted at least one character'), wholeCharacters);
const tokens = z.array(z.int().check(z.gte(0))).check(z.minLength(1));
const tokenId = z.string().check(z.regex(/^\d{1,9}$/, 'wanted a token id'));
const choices = z.int().check(z.gte(1), z.lte(MAX_CHOICES));
const penalty = z.number().check(z.gte(-2), z.lte(2));
const severalOf = <T extends z.ZodMiniType>(prompt: T) =>
  z.array(prompt).check(z.minLength(1), z.maxLength(MAX_PROMPTS));

/** Fields may be null, which means absent; fields that are not here are ignored. */
export const CompletionRequestSchema = z.object({
  model: optional(
    z.string(),
    'Name of a model, as `GET /v1/models` lists them. Else the server has its own.',
  ),
  prompt: optional(
    z.union([text, severalOf(text), tokens, severalOf(tokens)], {
      error: `wanted a string or token ids, or up to ${MAX_PROMPTS} of either; none empty, Unicode characters whole`,
    }),
    'A text, several of them, the token ids of one, or of several. Required unless there is `resume`.',
  ),
  resume: optional(
    z.string().check(z.minLength(1)),
    'A `resume` or `continue` of an earlier answer: stands for the text up to there. `prompt` is read if it cannot be used.',
  ),
  append: optional(z.string().check(wholeCharacters), 'Only with `resume`: what was written since.'),
  resumable: optional(
    z.boolean(),
    'The answer brings a `resume`, and a `continue` for each choice. Only for one text.',
    false,
  ),
  truncate_prompt_tokens: optional(
    z.union([z.literal(-1), z.int().check(z.gte(1))]),
    "vLLM's: of a longer prompt only so many last tokens are read; -1 for as many as the server reads. Off unless asked for.",
  ),
  suggestions: optional(
    z.int().check(z.gte(1), z.lte(MAX_SUGGESTIONS)),
    'So many distinct continuations, the likeliest first, each with its `confidence`. Not drawn: no seed, no temperature.',
  ),
  min_confidence: optional(
    z.number().check(z.gte(0), z.lte(1)),
    'Only with `suggestions`: those less sure than this are left out. Where none is left, the only choice is empty.',
  ),
  suffix: optional(
    z.string(),
    'The text after the caret, which is never said twice: the completion ends where it begins to say this.',
    '',
  ),
  max_tokens: optional(
    z.int().check(z.gte(-1)),
    'Tokens of a completion; 0 reads the prompt and says nothing, -1 sets no limit. Where the server allows fewer, the completion ends there with `stop_reason` `budget`.',
  ),
  n: optional(choices, 'Completions of each prompt.', 1),
  best_of: optional(
    choices,
    'Draws so many and answers the `n` likeliest, by mean log probability of their tokens. As many as `n` unless asked for.',
  ),
  echo: optional(z.boolean(), 'The answer begins with the prompt.', false),
  logprobs: optional(
    z.int().check(z.gte(0), z.lte(MAX_LOGPROBS)),
    'Log probabilities of the tokens said, and of so many of the likeliest in their places.',
  ),
  temperature: optional(
    z.number().check(z.gte(0), z.lte(2)),
    'Below 1 bets on the likely, above 1 on the rare; 0 never draws. Where the default is 0 and several completions are wanted, it is 0.4.',
  ),
  top_p: optional(
    z.number().check(z.gte(0), z.lte(1)),
    'Draws from the likeliest tokens that make up this share together; 0 takes the likeliest one.',
  ),
  top_k: optional(
    z.int().check(z.gte(-1)),
    "vLLM's: draws from so many of the likeliest tokens; 0 and -1 keep every token.",
  ),
  min_p: optional(
    z.number().check(z.gte(0), z.lte(1)),
    "vLLM's: drops tokens less likely than this share of the likeliest one.",
    0,
  ),
  presence_penalty: optional(
    penalty,
    'Taken once from the logit of every token of the completion so far.',
    0,
  ),
  frequency_penalty: optional(
    penalty,
    'Taken from the logit of a token as often as it stands in the completion so far.',
  ),
  repetition_penalty: optional(
    z.number().check(z.gte(0.1), z.lte(10)),
    "Hugging Face's: divides positive logits, multiplies negative ones, of tokens of prompt and completion.",
    1,
  ),
  no_repeat_ngram_size: optional(
    z.int().check(z.gte(0)),
    "Hugging Face's: no run of so many tokens comes twice; 0 allows all.",
    0,
  ),
  logit_bias: optional(
    z
      .record(tokenId, z.number().check(z.gte(-100), z.lte(100)))
      .check(
        z.refine((biases) => Object.keys(biases).length <= MAX_BIASES, `wanted at most ${MAX_BIASES} tokens`),
      ),
    `Added to the logits of tokens, by id; at most ${MAX_BIASES} of them.`,
    {},
  ),
  seed: optional(z.int(), 'The same request with the same seed says the same. Drawn unless given.'),
  stop: optional(
    z.union([stop, z.array(stop).check(z.maxLength(MAX_STOPS))], {
      error: `wanted a string or up to ${MAX_STOPS}, each of 1 to ${MAX_STOP_CHARACTERS} characters`,
    }),
    'Ends the completion before any of these strings.',
    [],
  ),
  stop_at: optional(
    z.enum(['word', 'sentence', 'line'], 'wanted "word", "sentence" or "line"'),
    'Ends after the first word, sentence or line of the completion.',
  ),
  token_healing: optional(
    z.boolean(),
    "Hugging Face's: a text that ends inside a word is gone on with as the model would write it, wherever its tokens part it. Not with `logprobs`, for then the answer's tokens are not the prompt's. On by default on `/complete`, off on `/v1/completions`.",
  ),
  manners: optional(
    z.enum(['on', 'off'], 'wanted "on" or "off"'),
    'No completion and no suggestion says a slur or a threat: what comes next in likelihood takes its place. What was sent is not judged. On by default on `/complete`, off on `/v1/completions`.',
  ),
  stream: optional(z.boolean(), 'Answers with server-sent events, a piece of text each.', false),
  stream_options: optional(
    z.object({
      include_usage: optional(
        z.boolean(),
        'One more frame before the end, with `usage` and no choices.',
        false,
      ),
    }),
    'Only with `stream`.',
  ),
  user: optional(
    z.string(),
    'An end user of the caller. Texts that were read for one are not reused for another; no log has it.',
  ),
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
  repeat_penalty: 'repetition_penalty',
  stop_sequences: 'stop',
  n_probs: 'logprobs',
  return_full_text: 'echo',
};

/** Objects within a body whose fields are taken as its own: text-generation-inference's, and Ollama's. */
export const GROUPS = ['parameters', 'options'] as const;

/** Known fields of such APIs that are not offered, with the values that ask for nothing. */
export const UNSUPPORTED_FIELDS: Record<string, readonly unknown[]> = {
  use_beam_search: [false],
  min_tokens: [0],
  response_format: [],
  grammar: [''],
  json_schema: [],
  guided_json: [],
  images: [],
  tools: [],
  stop_token_ids: [],
  bad_words: [],
  ignore_eos: [false],
  prompt_logprobs: [],
  typical_p: [1],
  mirostat: [0],
};
