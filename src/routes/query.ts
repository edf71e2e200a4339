/** A completion request written as the query of a URL. */
import { ALIASES, type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import { AppError } from '../errors.ts';
import { type Heard, hear } from './field-aliases.ts';
import { invalid } from './invalid.ts';

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
  manners: asText,
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
 * Throws `invalid_value` for a query that is not UTF-8 in percents: `caf%E9` is `café` in Latin-1, and would be read as
 * another text. `search` is as the address has it.
 */
export function refuseOtherEncodings(search: string): void {
  for (const pair of search.slice(1).split('&')) {
    const [name, value] = pair.split('=', 2).map(decoded);
    if (name === undefined) throw invalid('query', 'wanted UTF-8, percent-encoded');
    if (value === undefined && pair.includes('=')) throw invalid(name, 'wanted UTF-8, percent-encoded');
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A query in our words: of each field the texts that are given. */
export function hearQuery(query: URLSearchParams): Heard {
  return hear(Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])), ALIASES);
}

/**
 * What the texts of a query say. Throws `unsupported_field` for a field of the wire that only a body may have,
 * `invalid_value` for one that is written twice. Values that cannot be read are left for the schema, and so are parameters
 * of other names, as a body would have them.
 */
export function readQuery({ fields }: Heard): object {
  const texts = Object.entries(fields as Record<string, string[]>);
  return Object.fromEntries(texts.map(([name, texts]) => [name, read(name, texts)]));
}

function read(name: string, texts: string[]): unknown {
  if (!Object.hasOwn(READERS, name)) {
    if (!Object.hasOwn(CompletionRequestSchema.shape, name))
      return [asNumber, asBoolean].reduce(
        (value: unknown, as) => (typeof value === 'string' ? as(value) : value),
        texts[0],
      );
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
