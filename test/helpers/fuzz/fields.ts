/** The fields of a request, each with the edges that its schema has. */
import * as z from 'zod';
import { type Edge, edgesOf, type JsonSchema } from './edges.ts';

export interface Field {
  /** `stream_options.include_usage` for a field of a field. */
  path: string;
  schema: JsonSchema;
  /** Values of the outermost field. */
  edges: Edge[];
}

/** Enough for any value that has limits of its own. */
const ROOM = 100;

/** In the schema's order. Throws for a field that nobody has said how to generate. */
export function fieldsOf(schema: z.core.$ZodObject): Field[] {
  const { properties } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(schema._zod.def.shape).flatMap(([name, own]) => {
    const json = properties![name] as JsonSchema;
    // One branch of a union may take what lies past another's limit.
    const isEdge = ({ side, value }: Edge) => side !== 'past' || !z.safeParse(own, value(ROOM)).success;
    const edges = edgesOf(json, name).filter(isEdge);
    return [{ path: name, schema: json, edges }, ...fieldsWithin(name, json)];
  });
}

function fieldsWithin(name: string, schema: JsonSchema): Field[] {
  const branches = [schema, ...(schema.anyOf ?? [])] as JsonSchema[];
  return branches.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).map(([inner, own]) => {
      const path = `${name}.${inner}`;
      const wrapped = ({ value, ...edge }: Edge): Edge => ({
        ...edge,
        value: (room) => ({ [inner]: value(room - inner.length - 5) }),
      });
      return { path, schema: own as JsonSchema, edges: edgesOf(own as JsonSchema, path).map(wrapped) };
    }),
  );
}
