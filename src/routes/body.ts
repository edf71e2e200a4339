/** A request's body, whatever its content type says: `curl -d` sends JSON as a form. */
import type * as z from '../contract/zod.ts';
import { AppError, describeIssue } from '../errors.ts';

/** Throws `invalid_json`, or `invalid_value` that names the field. */
export async function parseBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const parsed = schema.safeParse(parseObject(await request.arrayBuffer()));
  if (parsed.success) return parsed.data;
  const { param, message } = describeIssue(parsed.error);
  throw new AppError('invalid_value', message, { param, cause: parsed.error });
}

function parseObject(bytes: ArrayBuffer): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw new AppError('invalid_json', 'The body is not JSON in UTF-8.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid_json', `The body is not a JSON object: wanted {"prompt": "..."}.`);
  }
  return value;
}
