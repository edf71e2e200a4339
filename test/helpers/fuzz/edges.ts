/**
 * Where a JSON Schema ends: values that lie at its limits, and values just past them. A schema in words that are not
 * known here is an error, so that no field of a contract goes unfuzzed because nobody thought of it.
 */
import type * as z from 'zod';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

export interface Edge {
  limit: 'low' | 'high';
  /** `over`: what has no limit of its own ends where the body does; this is a byte or more past it. */
  side: 'at' | 'past' | 'over';
  /** Takes so many bytes of JSON as the body has left, if it has no limit of its own. */
  value(room: number): unknown;
}

const edge = (limit: Edge['limit'], side: Edge['side'], value: unknown): Edge => ({
  limit,
  side,
  value: () => value,
});
/** Its `over` is larger than the room. */
const filling = (fill: (room: number) => unknown): Edge[] => [
  { limit: 'high', side: 'at', value: fill },
  { limit: 'high', side: 'over', value: (room) => fill(room + 64) },
];

/** Words that are handled below; those that limit nothing are among them. */
const KNOWN = new Set(
  `type const enum anyOf items properties additionalProperties propertyNames minimum maximum exclusiveMinimum minLength
  maxLength minItems maxItems default description`.split(/\s+/),
);

/** Keys of records, by their pattern. */
const KEYS: Record<string, { at: string; past: string[] }> = {
  '^\\d{1,9}$': { at: '0', past: ['', '-1', 'x', '1234567890'] },
};

/** Throws an error that begins with `where` for a schema that it does not know. */
export function edgesOf(schema: JsonSchema, where: string): Edge[] {
  const unknown = Object.keys(schema).filter((word) => !KNOWN.has(word));
  if (unknown.length > 0) throw new Error(`${where}: nobody has said how "${unknown}" is fuzzed`);
  const { anyOf, type, enum: names } = schema;
  if (anyOf) return anyOf.flatMap((branch) => (isNull(branch) ? [] : edgesOf(branch as JsonSchema, where)));
  if (Array.isArray(type)) {
    const branches = (type as string[]).map((one) => ({ ...schema, type: one }) as JsonSchema);
    return edgesOf({ anyOf: branches }, where);
  }
  if (typeof schema.const === 'number') return edgesOf(pinned(schema.const), where);
  if (names) return enumEdges(names as string[]);
  switch (type) {
    case 'boolean':
      return booleanEdges();
    case 'integer':
    case 'number':
      return numberEdges(schema, where);
    case 'string':
      return stringEdges(schema);
    case 'array':
      return arrayEdges(schema, where);
    case 'object':
      return objectEdges(schema, where);
  }
  throw new Error(`${where}: nobody has said how ${JSON.stringify(schema)} is fuzzed`);
}

const isNull = (branch: unknown): boolean => (branch as JsonSchema).type === 'null';
const pinned = (value: number): JsonSchema => ({ type: 'integer', minimum: value, maximum: value });

function enumEdges(names: string[]): Edge[] {
  const last = names[names.length - 1];
  return [
    edge('low', 'at', names[0]),
    edge('low', 'past', names[0].slice(0, -1)),
    edge('high', 'at', last),
    edge('high', 'past', `${last}s`),
  ];
}

function booleanEdges(): Edge[] {
  return [
    edge('low', 'at', false),
    ...[0, 'false', []].map((value) => edge('low', 'past', value)),
    edge('high', 'at', true),
    ...[1, 'true', {}].map((value) => edge('high', 'past', value)),
  ];
}

/** The nearest number in that direction, or the one after it. */
const nudged = (value: number, sign: -1 | 1): number =>
  value === 0 ? sign * Number.MIN_VALUE : value + sign * Math.abs(value) * Number.EPSILON;

function numberEdges({ type, minimum, maximum, exclusiveMinimum }: JsonSchema, where: string): Edge[] {
  const least = minimum ?? exclusiveMinimum;
  if (typeof least !== 'number' || maximum === undefined)
    throw new Error(`${where}: a number without limits`);
  const whole = type === 'integer';
  const beyond = (value: number, sign: -1 | 1) => (whole ? value + sign : nudged(value, sign));
  const open = minimum === undefined;
  return [
    edge('low', 'at', open ? beyond(least, 1) : least),
    edge('low', 'past', open ? least : beyond(least, -1)),
    edge('low', 'past', whole ? least + 0.5 : String(least)),
    edge('high', 'at', maximum),
    edge('high', 'past', beyond(maximum, 1)),
    edge('high', 'past', [maximum]),
  ];
}

function stringEdges({ minLength: least = 0, maxLength: most }: JsonSchema): Edge[] {
  const text = (length: number) => 'a'.repeat(length);
  return [
    edge('low', 'at', text(least)),
    edge('low', 'past', least > 0 ? text(least - 1) : 0),
    ...(most === undefined
      ? filling((room) => text(room - 2))
      : [edge('high', 'at', text(most)), edge('high', 'past', text(most + 1))]),
    edge('high', 'past', { text: text(least) }),
  ];
}

function arrayEdges({ items, minItems: least = 0, maxItems: most }: JsonSchema, where: string): Edge[] {
  const inner = edgesOf(items as JsonSchema, where);
  const one = inner.find(({ side }) => side === 'at')!.value(0);
  const list = (length: number) => Array.from({ length }, () => one);
  const bytes = JSON.stringify(one).length + 1;
  return [
    ...inner.map((edge) => ({ ...edge, value: (room: number) => [edge.value(room - 2)] })),
    edge('low', 'at', list(least)),
    edge('low', 'past', least > 0 ? list(least - 1) : {}),
    ...(most === undefined
      ? filling((room) => list(Math.floor((room - 1) / bytes)))
      : [edge('high', 'at', list(most)), edge('high', 'past', list(most + 1))]),
  ];
}

/** A record's values, and its keys; of other objects only whether it is one: their properties are fields. */
function objectEdges({ additionalProperties, propertyNames, properties }: JsonSchema, where: string): Edge[] {
  // A list of pairs is a record to some clients, and one of none is one.
  const itself = [edge('low', 'at', {}), edge('low', 'past', [0]), edge('high', 'past', 'object')];
  if (properties) return [...itself, edge('high', 'at', { unknown: {} })];
  const keys = KEYS[(propertyNames as JsonSchema | undefined)?.pattern ?? ''];
  if (!keys) throw new Error(`${where}: nobody has said what its keys are`);
  const inner = edgesOf(additionalProperties as JsonSchema, where);
  const one = inner.find(({ side }) => side === 'at')!.value(0);
  return [
    ...itself,
    ...inner.map((edge) => ({ ...edge, value: (room: number) => ({ [keys.at]: edge.value(room) }) })),
    ...keys.past.map((key) => edge('low', 'past', { [key]: one })),
  ];
}
