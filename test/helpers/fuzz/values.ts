/** Random values that a JSON Schema takes: of the words that edges.ts knows. */
import fc from 'fast-check';
import type { JsonSchema } from './edges.ts';

/** Numbers that nobody limits in earnest are small as a rule. */
const USUAL = 50;
const LONGEST = 20;

const SNIPPETS = [
  'The harbour',
  'The harbour was ',
  'She said, ',
  'In the morning the ',
  'don',
  ' ',
  '\n',
  'https://example.org/a?b=c#d',
  '港で彼は言った。',
  '👩‍👩‍👧‍👦 e\u0301',
  'for (let i = 0; i < n; i++) {\n  ',
  '\u0000\ufeff\u200d',
  'a'.repeat(40),
];

/** Well-formed texts, from one Unicode character on. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...SNIPPETS),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: LONGEST }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: LONGEST }),
  fc.array(fc.constantFrom(...SNIPPETS), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
);

/** Throws for a schema that `edgesOf` would refuse. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { anyOf, type, minimum, maximum, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  // Null is one value of many.
  const weight = (branch: JsonSchema) => (branch.type === 'null' ? 1 : 9);
  if (anyOf) {
    const branches = anyOf as JsonSchema[];
    return fc.oneof(...branches.map((branch) => ({ weight: weight(branch), arbitrary: valuesOf(branch) })));
  }
  if (Array.isArray(type))
    return valuesOf({ anyOf: type.map((one) => ({ ...schema, type: one })) } as JsonSchema);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const [min, max] = [minimum!, maximum!];
      const usual = fc.integer({ min: Math.max(min, -USUAL), max: Math.min(max, USUAL) });
      return fc.oneof(
        usual,
        fc.maxSafeInteger().map((value) => Math.min(max, Math.max(min, value))),
      );
    }
    case 'number': {
      const minExcluded = minimum === undefined;
      return fc.double({
        min: minimum ?? Number(schema.exclusiveMinimum),
        max: maximum,
        minExcluded,
        noNaN: true,
      });
    }
    case 'string':
      return texts.filter(({ length }) => length >= minLength && length <= maxLength);
    case 'array': {
      const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
      const most = Math.min(maxItems, minItems + 3);
      return fc.array(valuesOf(schema.items as JsonSchema), { minLength: minItems, maxLength: most });
    }
    case 'object':
      return schema.properties ? objects(schema.properties as Record<string, JsonSchema>) : records(schema);
  }
  throw new Error(`nobody has said how to draw ${JSON.stringify(schema)}`);
}

function objects(properties: Record<string, JsonSchema>): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, own]) => [name, valuesOf(own)]);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

/** Keys are token ids that every vocabulary has. */
function records({ additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  return fc.dictionary(fc.nat(255).map(String), valuesOf(additionalProperties as JsonSchema), { maxKeys: 5 });
}
