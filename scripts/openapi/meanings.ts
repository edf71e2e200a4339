/**
 * What each field of a request means. The schemas of requests are in the Worker's bundle, so their documentation is here;
 * those of answers only give types, and carry their documentation themselves (src/contract/field.ts).
 */
import { type ClassifyRequest, DEFAULT_TOP_K } from '../../src/contract/classification.ts';
import {
  type CompletionRequest,
  MAX_BIASES,
  MAX_TERM_BYTES,
  MAX_TERMS,
} from '../../src/contract/completion.ts';
import type { DetokenizeRequest, TokenizeRequest } from '../../src/contract/tokens.ts';

export interface Meaning {
  description: string;
  /** What the field is when it is left out, if that is always the same. */
  default?: unknown;
}

export const COMPLETION_REQUEST: Record<keyof CompletionRequest, Meaning> = {
  model: { description: 'Name of a model, as `GET /v1/models` lists them. Else the server has its own.' },
  prompt: {
    description:
      'A text, several of them, the token ids of one, or of several. Required unless there is `resume`.',
  },
  resume: {
    description:
      'A `resume` or `continue` of an earlier answer: stands for the text up to there. `prompt` is read if it cannot be used.',
  },
  append: { description: 'Only with `resume`: what was written since.' },
  resumable: {
    description: 'The answer brings a `resume`, and a `continue` for each choice. Only for one text.',
    default: false,
  },
  truncate_prompt_tokens: {
    description:
      "vLLM's: of a longer prompt only so many last tokens are read; -1 for as many as the server reads. Off unless asked for.",
  },
  suggestions: {
    description:
      'So many distinct continuations, the likeliest first, each with its `confidence`. Not drawn: no seed, no temperature.',
  },
  gate: {
    description:
      'Name of a classifier that is asked first: where the prompt is not what models complete well, the only choice is empty, with `stop_reason` `gate`.',
  },
  min_confidence: {
    description:
      'Only with `suggestions`: those less sure than this are left out. Where none is left, the only choice is empty.',
  },
  suffix: {
    description:
      'The text after the caret, which is never said twice: the completion ends where it begins to say this.',
    default: '',
  },
  max_tokens: {
    description:
      'Tokens of a completion; 0 reads the prompt and says nothing, -1 sets no limit. Where the server allows fewer, the completion ends there with `stop_reason` `budget`.',
  },
  n: { description: 'Completions of each prompt.', default: 1 },
  best_of: {
    description:
      'Draws so many and answers the `n` likeliest, by mean log probability of their tokens. As many as `n` unless asked for.',
  },
  echo: { description: 'The answer begins with the prompt.', default: false },
  logprobs: {
    description: 'Log probabilities of the tokens said, and of so many of the likeliest in their places.',
  },
  temperature: {
    description:
      'Below 1 bets on the likely, above 1 on the rare; 0 never draws. Where the default is 0 and several completions are wanted, it is 0.4.',
  },
  top_p: {
    description:
      'Draws from the likeliest tokens that make up this share together; 0 takes the likeliest one.',
  },
  top_k: { description: "vLLM's: draws from so many of the likeliest tokens; 0 and -1 keep every token." },
  min_p: {
    description: "vLLM's: drops tokens less likely than this share of the likeliest one.",
    default: 0,
  },
  presence_penalty: {
    description: 'Taken once from the logit of every token of the completion so far.',
    default: 0,
  },
  frequency_penalty: {
    description: 'Taken from the logit of a token as often as it stands in the completion so far.',
  },
  repetition_penalty: {
    description:
      "Hugging Face's: divides positive logits, multiplies negative ones, of tokens of prompt and completion.",
    default: 1,
  },
  no_repeat_ngram_size: {
    description: "Hugging Face's: no run of so many tokens comes twice; 0 allows all.",
    default: 0,
  },
  logit_bias: {
    description: `Added to the logits of tokens, by id; at most ${MAX_BIASES} of them.`,
    default: {},
  },
  seed: { description: 'The same request with the same seed says the same. Drawn unless given.' },
  stop: { description: 'Ends the completion before any of these strings.', default: [] },
  stop_at: { description: 'Ends after the first word, sentence or line of the completion.' },
  token_healing: {
    description:
      "Hugging Face's: a text that ends inside a word is gone on with as the model would write it, wherever its tokens part it. Not with `logprobs`, for then the answer's tokens are not the prompt's. On by default on `/complete`, off on `/v1/completions`.",
  },
  vocabulary: {
    description: `Up to ${MAX_TERMS} names and terms that the writer or the site uses, each of at most ${MAX_TERM_BYTES} bytes in UTF-8: they are likelier, the more so the more of one has been said. To be sent each time, also with \`resume\`.`,
  },
  manners: {
    description:
      '`on`: no completion and no suggestion says a slur or a threat, but what is next in likelihood. What was sent is not judged. On by default on `/complete`, off on `/v1/completions`.',
  },
  stream: { description: 'Answers with server-sent events, a piece of text each.', default: false },
  stream_options: { description: 'Only with `stream`.' },
  user: {
    description:
      'An end user of the caller. Texts that were read for one are not reused for another; no log has it.',
  },
};

export const STREAM_OPTIONS: Record<keyof NonNullable<CompletionRequest['stream_options']>, Meaning> = {
  include_usage: {
    description: 'One more frame before the end, with `usage` and no choices.',
    default: false,
  },
};

const model = {
  description: 'Whose vocabulary: a name that `GET /v1/models` lists. Else the server has its own.',
};

export const TOKENIZE_REQUEST: Record<keyof TokenizeRequest, Meaning> = {
  model,
  prompt: { description: 'The text to cut into tokens; it may be empty.' },
};

export const DETOKENIZE_REQUEST: Record<keyof DetokenizeRequest, Meaning> = {
  model,
  tokens: { description: 'Token ids, each in the vocabulary.' },
};

export const CLASSIFY_REQUEST: Record<keyof ClassifyRequest, Meaning> = {
  model: {
    description:
      'Name of a model that classifies, as `GET /v1/models` lists them. Else the server has its own.',
  },
  input: { description: 'A text, or several of them.' },
  top_k: {
    description: 'So many names of each text, the likeliest first; `probs` has all of them.',
    default: DEFAULT_TOP_K,
  },
  threshold: {
    description:
      "Least probability at which a name is said: one for all, by name, or one of the model's own. The model's default unless asked for.",
  },
  labels: { description: 'Only these names are chosen from: the others get no probability.' },
  priors: {
    description: "How common names are where the texts come from, in place of the model's own.",
  },
  explain: {
    description: 'Which words weighed for the label, or for the name that is given.',
    default: false,
  },
  user: { description: 'An end user of the caller; no log has it.' },
};
