/** A request that asks what texts are: vLLM's fields of `/classify`, and ours. */
import { wholeCharacters } from './completion.ts';
import { described, optional } from './field.ts';
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

/** Fields may be null, which means absent; fields that are not here are ignored. */
export const ClassifyRequestSchema = z.object({
  model: optional(
    z.string(),
    'Name of a model that classifies, as `GET /v1/models` lists them with their `task`. Else the server has its own.',
  ),
  input: described(
    z.union([text, z.array(text).check(z.minLength(1), z.maxLength(MAX_INPUTS))], {
      error: `wanted a string, or up to ${MAX_INPUTS} of them; Unicode characters whole`,
    }),
    'A text, or several of them.',
  ),
  top_k: optional(
    z.int().check(z.gte(1), z.lte(MAX_TOP_K)),
    'So many names of each text, the likeliest first; `probs` has all of them.',
    DEFAULT_TOP_K,
  ),
  threshold: optional(
    z.union([probability, z.enum(['f1', 'precision95']), z.record(z.string(), probability)], {
      error: 'wanted a probability, "f1", "precision95", or probabilities by name',
    }),
    "Least probability at which a name is said: one for all, by name, or one of the model's own. The model's default unless asked for.",
  ),
  labels: optional(
    z.array(z.string()).check(z.minLength(1)),
    'Only these names are chosen from: the others get no probability.',
  ),
  priors: optional(
    z.record(z.string(), prior),
    "How common names are where the texts come from, in place of the model's own.",
  ),
  explain: optional(
    z.union([z.boolean(), z.string()]),
    'Which words weighed for the label, or for the name that is given.',
    false,
  ),
  user: optional(z.string(), 'An end user of the caller; no log has it.'),
});
/** A checked request for classification. */
export type ClassifyRequest = z.infer<typeof ClassifyRequestSchema>;

/** What other servers call these fields. */
export const CLASSIFY_ALIASES: Record<string, string> = { inputs: 'input', text: 'input' };
