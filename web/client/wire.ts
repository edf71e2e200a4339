/**
 * Requests and answers of the server, written out: a package cannot point into the server's sources. That these are
 * the server's own shapes is proved by the compiler, in test/unit/web/client/wire.test.ts.
 */

/** A field may be null, which means absent. GET /reference of a server says more of each. */
export interface CompletionRequest {
  /** Name of a model. Else the server has its own. */
  model?: string | null;
  /** A text, several of them, the token ids of one, or of several. Required unless there is `resume`. */
  prompt?: string | string[] | number[] | number[][] | null;
  /** A `resume` or `continue` of an earlier answer: stands for the text up to there. */
  resume?: string | null;
  /** Only with `resume`: what was written since. */
  append?: string | null;
  /** The answer brings a `resume`, and a `continue` for each choice. */
  resumable?: boolean | null;
  /** Of a longer prompt only so many last tokens are read; -1 for as many as the server reads. */
  truncate_prompt_tokens?: number | null;
  /** So many distinct continuations, the likeliest first, each with its `confidence`. */
  suggestions?: number | null;
  /** Only with `suggestions`: those less sure than this are left out. Where none is left, the only choice is empty. */
  min_confidence?: number | null;
  /** Name of a classifier that is asked first whether the prompt is what models complete well. */
  gate?: string | null;
  /** The text after the caret: trimmed from the end of the completion where it says its beginning already. */
  suffix?: string | null;
  max_tokens?: number | null;
  /** Completions of each prompt. */
  n?: number | null;
  best_of?: number | null;
  /** The answer begins with the prompt. */
  echo?: boolean | null;
  logprobs?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  top_k?: number | null;
  min_p?: number | null;
  presence_penalty?: number | null;
  frequency_penalty?: number | null;
  repetition_penalty?: number | null;
  no_repeat_ngram_size?: number | null;
  /** Added to the logits of tokens, by id. */
  logit_bias?: Record<string, number> | null;
  /** The same request with the same seed says the same. */
  seed?: number | null;
  /** Ends the completion before any of these strings. */
  stop?: string | string[] | null;
  /** Ends after the first word, sentence or line of the completion. */
  stop_at?: 'word' | 'sentence' | 'line' | null;
  /** A text that ends inside a word is gone on with as the model would write it. */
  token_healing?: boolean | null;
  /** Names and terms that are likelier: up to 200, of 64 bytes each. */
  vocabulary?: string[] | null;
  /** Nothing that is said is a slur or a threat. On by default on `/complete`. */
  manners?: 'on' | 'off' | null;
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean | null } | null;
  user?: string | null;
}

/** One entry a token; offsets count Unicode characters from the start of `text`. */
export interface Logprobs {
  tokens: string[];
  token_logprobs: number[];
  top_logprobs: Record<string, number>[];
  text_offset: number[];
}

/** One completion of an answer. */
export interface CompletionChoice {
  index: number;
  text: string;
  logprobs: Logprobs | null;
  finish_reason: 'stop' | 'length' | null;
  /** The stop string, the `stop_at`, `suffix`, `budget`, `min_confidence` or `gate` that ended it. */
  stop_reason: string | null;
  /** Only with `suggestions`: the probability that the text is exactly what comes next, calibrated. */
  confidence?: number;
  /** Only with `resumable`: sent back as `resume`, the text goes on from here. */
  continue?: string;
}

/** Tokens of a request. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
}

/** An answer of `/complete` or `/v1/completions`. */
export interface Completion {
  id: string;
  object: 'text_completion';
  /** Seconds since 1970. */
  created: number;
  model: string;
  /** Changes whenever the same request may give another answer. */
  system_fingerprint: string;
  choices: CompletionChoice[];
  usage?: Usage | null;
  /** Only where `gate` has turned the text away: what it takes the text for. */
  gate?: { model: string; label: string; score: number };
  /** Only with `resumable`: stands for the text that was sent. */
  resume?: string;
  /** Only with `resume`: `hit`, or why the token could not be used and `prompt` was read instead. */
  resume_status?: 'hit' | 'expired' | 'stale' | 'foreign' | 'unknown_key' | 'forged' | 'malformed';
}

/** What the server says of a request that it refuses. */
export interface ErrorEnvelope {
  error: { message: string; type: string; param: string | null; code: string; request_id: string };
}
