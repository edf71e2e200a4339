/** What a body says in other servers' words: names of fields, and fields that stand in an object of their own. */
import { AppError } from '../errors.ts';
import { invalid } from './invalid.ts';

/** Fields by our names, and by our names those that were sent, for errors to speak of. */
export interface Heard {
  fields: Record<string, unknown>;
  sentAs: Map<string, string>;
}

/**
 * Renames fields by a table from alias to name, and takes the fields of `groups`, objects within the body, as its own.
 * Where a field is said twice, our name wins over another, and the body over a group. Throws `invalid_value` for a group
 * that is no object.
 */
export function hear(
  body: object,
  aliases: Readonly<Record<string, string>>,
  groups: readonly string[] = [],
): Heard {
  const fields: Record<string, unknown> = { ...body };
  const sentAs = new Map<string, string>();
  const take = (field: string, value: unknown, sent: string) => {
    if (value === null || value === undefined || (fields[field] ?? undefined) !== undefined) return;
    fields[field] = value;
    sentAs.set(field, sent);
  };
  const rename = (from: object, prefix: string) => {
    for (const [alias, field] of Object.entries(aliases)) {
      if (Object.hasOwn(from, alias)) take(field, (from as Record<string, unknown>)[alias], prefix + alias);
    }
  };
  rename(body, '');
  for (const group of groups) {
    const inner: unknown = Object.hasOwn(body, group) ? fields[group] : undefined;
    delete fields[group];
    if (inner === null || inner === undefined) continue;
    if (typeof inner !== 'object' || Array.isArray(inner)) throw invalid(group, 'wanted an object of fields');
    for (const [field, value] of Object.entries(inner)) {
      if (field !== '__proto__') take(field, value, `${group}.${field}`);
    }
    rename(inner, `${group}.`);
  }
  return { fields, sentAs };
}

/** Does some work; what it complains of is named as the caller has named it. */
export async function namedAsSent<T>({ sentAs }: Heard, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.param === null) throw error;
    const [field, ...path] = error.param.split('.');
    const sent = sentAs.get(field ?? '');
    if (sent === undefined) throw error;
    const { code, message, cause, resumeStatus } = error;
    const named = message.startsWith(field ?? '') ? sent + message.slice(field?.length) : message;
    throw new AppError(code, named, { param: [sent, ...path].join('.'), cause, resumeStatus });
  }
}
