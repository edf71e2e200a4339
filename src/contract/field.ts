/** Fields of answers with their meaning, which is what the API's documentation says of them. */
import * as z from './zod.ts';

/** Another instance of a schema, with its meaning. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  const field = schema.clone();
  z.globalRegistry.add(field, { description });
  return field;
}
