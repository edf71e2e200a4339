/** A request that asks what texts are: vLLM's fields of `/classify`, and ours. */
import { wholeCharacters } from './completion.ts';
import * as z from './zod.ts';

/** Texts of one request. */
export const MAX_INPUTS = 64;
/** Names listed for a text at most. */
export const MAX_TOP_K = 100;
/** Names listed unless more are asked for. */
export const DEFAULT_TOP_K = 5;

const text = z.string().check(wholeCharacters);
const probability = z.number().check(z.gte(0), z.lte(1));
const prior = z.number().check(z.gt(0), z.lt(1));

/** Fields may be null, which means absent; fields that are not here are ignored. What they mean: scripts/openapi/meanings.ts. */
export const ClassifyRequestSchema = z.object({
  model: z.nullish(z.string()),
  input: z.union([text, z.array(text).check(z.minLength(1), z.maxLength(MAX_INPUTS))], {
    error: `wanted a string, or up to ${MAX_INPUTS} of them; Unicode characters whole`,
  }),
  top_k: z.nullish(z.int().check(z.gte(1), z.lte(MAX_TOP_K))),
  threshold: z.nullish(
    z.union([probability, z.enum(['f1', 'precision95']), z.record(z.string(), probability)], {
      error: 'wanted a probability, "f1", "precision95", or probabilities by name',
    }),
  ),
  labels: z.nullish(z.array(z.string()).check(z.minLength(1))),
  priors: z.nullish(z.record(z.string(), prior)),
  explain: z.nullish(z.union([z.boolean(), z.string()])),
  user: z.nullish(z.string()),
});
/** A checked request for classification. */
export type ClassifyRequest = z.infer<typeof ClassifyRequestSchema>;

/** What other servers call these fields. */
export const CLASSIFY_ALIASES: Record<string, string> = { inputs: 'input', text: 'input' };
