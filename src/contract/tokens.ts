/** The wire of `POST /tokenize` and `POST /detokenize`. */
import * as z from 'zod';

export const TokenizeRequestSchema = z.object({
  model: z.string().nullish(),
  prompt: z
    .string('wanted a string')
    .refine((text) => text.isWellFormed(), 'wanted whole Unicode characters, found half of a surrogate pair'),
});
export type TokenizeRequest = z.infer<typeof TokenizeRequestSchema>;

export interface TokenizeAnswer {
  model: string;
  count: number;
  tokens: number[];
  /** Text of each token; `bytes:\xe2\x80` where it is a part of a character. */
  pieces: string[];
  /** Where each token begins and ends: bytes of the prompt in UTF-8, which a token may cut anywhere. */
  byte_offsets: [start: number, end: number][];
  /** Where each begins: Unicode characters, as `text_offset` counts them. */
  text_offset: number[];
}

export const DetokenizeRequestSchema = z.object({
  model: z.string().nullish(),
  tokens: z.array(z.number().int().min(0)),
});
export type DetokenizeRequest = z.infer<typeof DetokenizeRequestSchema>;

export interface DetokenizeAnswer {
  model: string;
  /** Bytes that are not UTF-8 come out as U+FFFD. */
  prompt: string;
}

/** What other servers call these fields. */
export const TOKENIZE_ALIASES = { text: 'prompt', content: 'prompt', inputs: 'prompt' };
