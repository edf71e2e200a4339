/**
 * zod as schemas of the Worker use it: `zod/mini`, which leaves out of the bundle what nobody calls, with English messages
 * for the faults that schemas here find. zod's own table of them has the names of forty formats more; where `zod` is loaded
 * before, as model-build does, that table stays.
 */
import { config, type core } from 'zod/mini';

export * from 'zod/mini';

if (config().localeError === undefined) config({ localeError: english });

/** What is counted in a text or a list. */
const UNITS: Record<string, string> = { string: 'characters', array: 'items' };

/** What is wrong with a value, as zod's own table says it. Of any other fault zod says "Invalid input". */
function english(issue: core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `Invalid input: expected ${issue.expected}, received ${typeOf(issue.input)}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `Invalid input: expected ${quoted(issue.values[0])}`
        : `Invalid option: expected one of ${issue.values.map(quoted).join('|')}`;
    case 'too_big':
      return `Too big: expected ${range(issue.origin, issue.inclusive ? '<=' : '<', issue.maximum)}`;
    case 'too_small':
      return `Too small: expected ${range(issue.origin, issue.inclusive ? '>=' : '>', issue.minimum)}`;
    case 'invalid_format':
      return `Invalid string: must match pattern ${issue.pattern}`;
    case 'unrecognized_keys':
      return `Unrecognized key${issue.keys.length > 1 ? 's' : ''}: ${issue.keys.map(quoted).join(', ')}`;
    case 'invalid_key':
      return `Invalid key in ${issue.origin}`;
  }
}

function range(origin: string, sign: string, bound: unknown): string {
  const unit = UNITS[origin];
  return `${origin} ${unit === undefined ? `to be ${sign}${bound}` : `to have ${sign}${bound} ${unit}`}`;
}

const quoted = (value: unknown) => (typeof value === 'string' ? `"${value}"` : `${value}`);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : typeof value;
}
