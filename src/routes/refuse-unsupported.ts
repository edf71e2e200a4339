/** Fields of other servers that ask for what this one does not offer. */
import { NEUTRAL, UNSUPPORTED_FIELDS } from '../contract/completion.ts';
import { AppError } from '../errors.ts';

/** Throws `unsupported_field` for a field that is known, not offered, and asks for something. */
export function refuseUnsupported(request: object): void {
  for (const [field, value] of Object.entries(request)) {
    if (!UNSUPPORTED_FIELDS.includes(field) || asksNothing(value, NEUTRAL[field] ?? 0)) continue;
    throw new AppError('unsupported_field', `${field}: this server does not offer it.`, { param: field });
  }
}

/** Whether a value is none, an empty one, `neutral`, or OpenAI's format of plain text. */
function asksNothing(value: unknown, neutral: number): boolean {
  if (typeof value === 'number') return value === neutral;
  const given = value || {};
  return given !== true && (Object.keys(given).length === 0 || (given as { type?: unknown }).type === 'text');
}
