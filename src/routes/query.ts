/** A completion request written as the query of a URL. */
import { ALIASES, type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import type * as z from '../contract/zod.ts';
import { AppError, describeIssue } from '../errors.ts';
import { renameAliases } from './field-aliases.ts';

const asNumber = (text: string): unknown => (/^-?\d*\.?\d+$/.test(text) ? Number(text) : text);
const asBoolean = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text);
const asText = (text: string): unknown => text;

/** How the fields that may stand in a query are written. What cannot be read stays a text, for the schema to refuse. */
const READERS: Record<string, (text: string) => unknown> = {
  model: asText,
  prompt: asText,
  suffix: asText,
  stop: asText,
  stop_at: asText,
  user: asText,
  echo: asBoolean,
  token_healing: asBoolean,
  max_tokens: asNumber,
  temperature: asNumber,
  top_p: asNumber,
  top_k: asNumber,
  min_p: asNumber,
  presence_penalty: asNumber,
  frequency_penalty: asNumber,
  repetition_penalty: asNumber,
  no_repeat_ngram_size: asNumber,
  seed: asNumber,
};

/** Fields that may stand in a query. */
export const QUERY_FIELDS = Object.keys(READERS) as (keyof CompletionRequest)[];

/** Fields that a query may give several times. */
const LISTS = new Set(['stop']);

/**
 * Throws `unsupported_field` for a field of the wire that only a body may have, `invalid_value` for one that is written
 * wrongly or twice. Parameters of other names are left for the schema, as those of a body are.
 */
export function parseQuery<T>(query: URLSearchParams, schema: z.ZodMiniType<T>): T {
  const given = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
  const fields = Object.entries(renameAliases(ALIASES)(given) as Record<string, string[]>);
  const parsed = schema.safeParse(
    Object.fromEntries(fields.map(([name, texts]) => [name, read(name, texts)])),
  );
  if (parsed.success) return parsed.data;
  const { param, message } = describeIssue(parsed.error);
  throw new AppError('invalid_value', message, { param, cause: parsed.error });
}

function read(name: string, texts: string[]): unknown {
  if (!Object.hasOwn(READERS, name)) {
    if (!Object.hasOwn(CompletionRequestSchema.shape, name)) return texts[0];
    throw new AppError('unsupported_field', `${name}: wanted in the body of a POST, not in a query.`, {
      param: name,
    });
  }
  const values = texts.map(READERS[name]!);
  if (LISTS.has(name)) return values;
  if (values.length > 1) {
    throw new AppError('invalid_value', `${name}: wanted once, got it ${values.length} times`, {
      param: name,
    });
  }
  return values[0];
}
