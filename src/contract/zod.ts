/**
 * zod as schemas of the Worker use it: `zod/mini`, which leaves out of the bundle what nobody calls, with English messages
 * for the faults that schemas here find. zod's own table of them has the names of forty formats more; where `zod` is loaded
 * before, as model-build does, that table stays.
 */
import {
  array,
  config,
  type core,
  maxLength,
  minLength,
  type output,
  union,
  type ZodMiniType,
} from 'zod/mini';

export * from 'zod/mini';

if (config().localeError === undefined) config({ localeError: english });

/** Of so many items, each with a schema of its own. zod's, whose items may be optional or go on, weighs 2 kB. */
export function tuple<const T extends readonly ZodMiniType[]>(
  items: T,
): ZodMiniType<{ -readonly [I in keyof T]: output<T[I]> }> {
  const kinds = [...new Set(items)];
  const any = kinds.length === 1 ? kinds[0]! : union(kinds);
  const inPlace = ({ value, issues }: core.ParsePayload<unknown[]>) => {
    for (const [i, item] of items.entries())
      for (const issue of item.safeParse(value[i]).error?.issues ?? [])
        issues.push({ ...issue, path: [i, ...issue.path], input: value[i] } as core.$ZodRawIssue);
  };
  const list = array(any).check(minLength(items.length), maxLength(items.length), inPlace);
  return list as unknown as ReturnType<typeof tuple<T>>;
}

/** First fault of a validation as `field: what was wanted`, with the field as a path (`stop.0`). */
export function describeIssue(error: core.$ZodError): { param: string; message: string } {
  const issue = error.issues[0]!;
  const param = issue.path.join('.');
  // A record's wrong key holds what is wrong with it one level down.
  const message = issue.code === 'invalid_key' ? issue.issues[0]!.message : issue.message;
  return { param, message: param === '' ? message : `${param}: ${message}` };
}

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
