/** The wire of a completion: OpenAI's text completion, as far as this server offers it. */
import * as z from 'zod';

export const MAX_STOPS = 4;
export const MAX_STOP_CHARACTERS = 64;

const stop = z.string().min(1).max(MAX_STOP_CHARACTERS);

/** Fields may be null, which means absent; fields that are not here are ignored. */
export const CompletionRequestSchema = z.object({
  model: z.string().nullish(),
  prompt: z
    .string('wanted a string')
    .min(1, 'wanted at least one character')
    .refine((text) => text.isWellFormed(), 'wanted whole Unicode characters, found half of a surrogate pair'),
  max_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  /** Not OpenAI's; 0 keeps every token. */
  top_k: z.number().int().min(0).nullish(),
  seed: z.number().int().nullish(),
  stop: z
    .union([stop, z.array(stop).max(MAX_STOPS)], {
      error: `wanted a string or up to ${MAX_STOPS}, each of 1 to ${MAX_STOP_CHARACTERS} characters`,
    })
    .nullish(),
  stream: z.boolean().nullish(),
});
export type CompletionRequest = z.infer<typeof CompletionRequestSchema>;

/** Known fields of OpenAI's API that are not offered, with the values that ask for nothing. */
export const UNSUPPORTED_FIELDS: Record<string, readonly unknown[]> = {
  n: [1],
  best_of: [1],
  echo: [false],
  logprobs: [],
  suffix: [''],
  presence_penalty: [0],
  frequency_penalty: [0],
  logit_bias: [],
  stream_options: [],
};

export interface CompletionChoice {
  index: number;
  text: string;
  logprobs: null;
  finish_reason: 'stop' | 'length' | null;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** A whole answer, or one frame of a streamed one, which has no `usage`. */
export interface Completion {
  id: string;
  object: 'text_completion';
  /** Seconds since 1970. */
  created: number;
  model: string;
  /** Changes whenever the same request may give another answer: model bytes and runtime. */
  system_fingerprint: string;
  choices: CompletionChoice[];
  usage?: Usage;
}
