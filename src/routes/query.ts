/** A completion request written as the query of a URL. */
import { ALIASES, type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import { AppError } from '../errors.ts';
import { type Heard, hear } from './field-aliases.ts';
import { invalid } from './invalid.ts';

/** Fields of a query that are texts, whatever they look like. */
const TEXTS = 'model prompt suffix stop stop_at manners user'.split(' ');

/** Fields that may stand in a query. */
export const QUERY_FIELDS = [
  ...TEXTS,
  ...(
    'echo token_healing max_tokens temperature top_p top_k min_p presence_penalty frequency_penalty ' +
    'repetition_penalty no_repeat_ngram_size seed'
  ).split(' '),
] as (keyof CompletionRequest)[];

/** A number or a boolean; what cannot be read stays a text, for the schema to refuse. */
function asValue(text: string): unknown {
  if (/^-?\d*\.?\d+$/.test(text)) return Number(text);
  return text === 'true' || (text === 'false' ? false : text);
}

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
  if (!(QUERY_FIELDS as string[]).includes(name)) {
    if (!Object.hasOwn(CompletionRequestSchema.shape, name)) return asValue(texts[0]!);
    throw new AppError('unsupported_field', `${name}: wanted in the body of a POST, not in a query.`, {
      param: name,
    });
  }
  if (name === 'stop') return texts;
  if (texts.length > 1) throw invalid(name, `wanted once, got it ${texts.length} times`);
  return TEXTS.includes(name) ? texts[0] : asValue(texts[0]!);
}
