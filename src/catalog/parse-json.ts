/** Stored JSON, checked against its schema. */
import { describeIssue, type ZodMiniType } from '../contract/zod.ts';
import { AppError } from '../errors.ts';

/** Throws `model_corrupt`, which names the object and the field. */
export function parseJson<T>(schema: ZodMiniType<T>, text: string, key: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError('model_corrupt', `${key} is not JSON.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError('model_corrupt', `${key}: ${describeIssue(parsed.error).message}`, {
    cause: parsed.error,
  });
}
