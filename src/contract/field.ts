/** Fields of the wire with their meaning, which is what the API's documentation says of them. */
import * as z from './zod.ts';

/** Another instance of a schema, with its meaning. `z.describe` would be one more check of every request. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  const field = schema.clone();
  z.globalRegistry.add(field, { description });
  return field;
}

/** A field that may be null or left out, and what it is then, if it is always the same. */
export function optional<T extends z.ZodMiniType>(schema: T, description: string, byDefault?: unknown) {
  const field = z.nullish(schema);
  z.globalRegistry.add(
    field,
    byDefault === undefined ? { description } : { description, default: byDefault },
  );
  return field;
}
