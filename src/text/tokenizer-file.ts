/** The part of Hugging Face's tokenizer.json that Afterword writes and reads: byte-level BPE, nothing else. */
import * as z from '../contract/zod.ts';
import { START_TOKEN } from './start-token.ts';

const SplitSchema = z.object({
  type: z.literal('Split'),
  pattern: z.object({ Regex: z.string().check(z.minLength(1)) }),
  behavior: z.literal('Isolated'),
  invert: z.literal(false),
});

const ByteLevelSchema = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.literal(false),
  use_regex: z.literal(false),
});

/** A tokenizer.json that Afterword can read. */
export const TokenizerFileSchema = z.object({
  version: z.literal('1.0'),
  added_tokens: z.tuple([
    z.object({
      id: z.int().check(z.nonnegative()),
      content: z.literal(START_TOKEN),
      special: z.literal(true),
    }),
  ]),
  normalizer: z.literal(null),
  pre_tokenizer: z.object({
    type: z.literal('Sequence'),
    pretokenizers: z.tuple([SplitSchema, ByteLevelSchema]),
  }),
  decoder: z.object({ type: z.literal('ByteLevel') }),
  model: z.object({
    type: z.literal('BPE'),
    byte_fallback: z.literal(false),
    // The loader checks every piece and merge as it reads it: zod took 30 ms for 4,096 of them in a cold isolate.
    /** Id of every piece, by its spelling in the byte alphabet, and of the start token, by its name. */
    vocab: z.custom<Record<string, number>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'expected an object from piece to id',
    ),
    /** Pairs of spellings, most urgent first. */
    merges: z.custom<[string, string][]>(Array.isArray, 'expected an array of pairs'),
  }),
});

/** A tokenizer.json whose shape was checked. Its pieces and merges are not checked yet. */
export type TokenizerFile = z.infer<typeof TokenizerFileSchema>;
