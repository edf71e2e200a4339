/** Fields of other servers that ask for what this one does not offer. */
import { UNSUPPORTED_FIELDS } from '../contract/completion.ts';
import { AppError } from '../errors.ts';

/** Throws `unsupported_field` for a field that is known, not offered, and asks for something. */
export function refuseUnsupported(request: object): void {
  for (const [field, value] of Object.entries(request)) {
    const neutral = Object.hasOwn(UNSUPPORTED_FIELDS, field) ? UNSUPPORTED_FIELDS[field] : undefined;
    if (neutral === undefined || value === null || neutral.includes(value)) continue;
    throw new AppError('unsupported_field', `${field}: this server does not offer it.`, { param: field });
  }
}
