/** The wire of a completion: OpenAI's text completion, some fields of vLLM's and Hugging Face's, and ours. */
import * as z from 'zod';

export const MAX_STOPS = 4;
export const MAX_STOP_CHARACTERS = 64;
export const MAX_LOGPROBS = 5;
/** Prompts in one request. */
export const MAX_PROMPTS = 16;
/** Completions drawn for one prompt. */
export const MAX_CHOICES = 16;
const MAX_BIASES = 300;

const stop = z.string().min(1).max(MAX_STOP_CHARACTERS);
const text = z
  .string()
  .min(1, 'wanted at least one character')
  .refine((value) => value.isWellFormed(), 'wanted whole Unicode characters, found half of a surrogate pair');
const tokens = z.array(z.number().int().min(0)).min(1);
const choices = z.number().int().min(1).max(MAX_CHOICES);
const penalty = z.number().min(-2).max(2);

/** Fields may be null, which means absent; fields that are not here are ignored. */
export const CompletionRequestSchema = z.object({
  model: z.string().nullish(),
  /** A text, several of them, the token ids of one, or of several. */
  prompt: z.union(
    [text, z.array(text).min(1).max(MAX_PROMPTS), tokens, z.array(tokens).min(1).max(MAX_PROMPTS)],
    {
      error: `wanted a string or token ids, or up to ${MAX_PROMPTS} of either; none empty, Unicode characters whole`,
    },
  ),
  /** Trimmed from the end of the completion where it says the beginning of this already. */
  suffix: z.string().nullish(),
  /** 0 reads the prompt and says nothing. */
  max_tokens: z.number().int().min(0).nullish(),
  n: choices.nullish(),
  /** Draws so many and answers the `n` likeliest, by mean log probability of their tokens. */
  best_of: choices.nullish(),
  /** The answer begins with the prompt. */
  echo: z.boolean().nullish(),
  /** Log probabilities of the tokens said, and of so many of the likeliest in their places. */
  logprobs: z.number().int().min(0).max(MAX_LOGPROBS).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  /** vLLM's; 0 keeps every token. */
  top_k: z.number().int().min(0).nullish(),
  /** vLLM's: drops tokens less likely than this share of the likeliest one. */
  min_p: z.number().min(0).max(1).nullish(),
  /** Taken once from the logit of every token of the completion so far. */
  presence_penalty: penalty.nullish(),
  /** Taken as often as the token stands in the completion so far. */
  frequency_penalty: penalty.nullish(),
  /** Hugging Face's: divides positive logits, multiplies negative ones, of tokens of prompt and completion. */
  repetition_penalty: z.number().min(0.1).max(10).nullish(),
  /** Hugging Face's: no run of so many tokens comes twice; 0 allows all. */
  no_repeat_ngram_size: z.number().int().min(0).nullish(),
  /** Added to the logits of tokens, by id. */
  logit_bias: z
    .record(z.string().regex(/^\d{1,9}$/, 'wanted a token id'), z.number().min(-100).max(100))
    .refine((biases) => Object.keys(biases).length <= MAX_BIASES, `wanted at most ${MAX_BIASES} tokens`)
    .nullish(),
  seed: z.number().int().nullish(),
  stop: z
    .union([stop, z.array(stop).max(MAX_STOPS)], {
      error: `wanted a string or up to ${MAX_STOPS}, each of 1 to ${MAX_STOP_CHARACTERS} characters`,
    })
    .nullish(),
  /** Ends after the first word, sentence or line of the completion. */
  stop_at: z.enum(['word', 'sentence', 'line'], 'wanted "word", "sentence" or "line"').nullish(),
  /**
   * Hugging Face's: a text that ends inside a word is gone on with as the model would write it, wherever its tokens
   * part it. Not with `logprobs`, for then the answer's tokens are not the prompt's.
   */
  token_healing: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  /** Only with `stream`. */
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  /** Taken and not used: nothing is kept of who asks. */
  user: z.string().nullish(),
});
export type CompletionRequest = z.infer<typeof CompletionRequestSchema>;

/** What other servers call these fields. The name of this server wins when both are there. */
export const ALIASES: Record<string, keyof CompletionRequest> = {
  inputs: 'prompt',
  max_new_tokens: 'max_tokens',
  n_predict: 'max_tokens',
  num_predict: 'max_tokens',
  repeat_penalty: 'repetition_penalty',
  stop_sequences: 'stop',
  n_probs: 'logprobs',
};

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
};

/** As in OpenAI's answers, one entry a token; offsets count Unicode characters from the start of `text`. */
export interface Logprobs {
  /** Text of each token; `bytes:\xe2\x80` where it is a part of a character. */
  tokens: string[];
  /** Natural logarithms, of the model's own probabilities, before temperature, penalties and bias. */
  token_logprobs: number[];
  top_logprobs: Record<string, number>[];
  text_offset: number[];
}

export interface CompletionChoice {
  index: number;
  text: string;
  logprobs: Logprobs | null;
  finish_reason: 'stop' | 'length' | null;
  /** The stop string, or the `stop_at`, that ended it; null when something else did. */
  stop_reason: string | null;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** Prompt tokens that cost no step. */
  prompt_tokens_details: { cached_tokens: number };
}

/** A whole answer, or one frame of a streamed one; of a stream only the last frame has `usage`, if it was asked for. */
export interface Completion {
  id: string;
  object: 'text_completion';
  /** Seconds since 1970. */
  created: number;
  model: string;
  /** Changes whenever the same request may give another answer: model bytes, runtime, version of the server. */
  system_fingerprint: string;
  choices: CompletionChoice[];
  usage?: Usage | null;
}
