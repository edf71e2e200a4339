/** A schema in words, as HTML: what type, what range. */
import { type JsonSchema, nameOf } from './schema.ts';

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A description's paragraphs; what stands in backticks is code. */
export function prose(text: string): string {
  const paragraphs = text.split('\n\n').filter((paragraph) => paragraph !== '');
  return paragraphs
    .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n');
}

export const code = (value: unknown): string => `<code>${escapeHtml(JSON.stringify(value))}</code>`;

/** For example `integer, 0 to 5` or `array of string, 1 to 16 of them`. `nullable` tells of null, too. */
export function typeWords(schema: JsonSchema, nullable: boolean): string {
  if (schema.$ref) return `<a href="#${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  if (schema.allOf) return schema.allOf.map((part) => typeWords(part, nullable)).join(', ');
  if (schema.anyOf) return oneOf(schema.anyOf, nullable);
  if (Array.isArray(schema.type)) {
    return oneOf(
      schema.type.map((type) => ({ ...schema, type })),
      nullable,
    );
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.type === 'array') return arrayWords(schema, nullable);
  if (schema.type === 'string') return withRange('string', schema.minLength, schema.maxLength, ' characters');
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `object of ${typeWords(schema.additionalProperties, nullable)}`;
  }
  return numberWords(schema);
}

function oneOf(schemas: JsonSchema[], nullable: boolean): string {
  const wanted = schemas.filter(({ type }) => nullable || type !== 'null');
  return [...new Set(wanted.map((schema) => typeWords(schema, nullable)))].join(' or ');
}

function arrayWords({ items, prefixItems, minItems, maxItems }: JsonSchema, nullable: boolean): string {
  if (prefixItems) return `[${prefixItems.map((item) => typeWords(item, nullable)).join(', ')}]`;
  const one = items ? typeWords(items, nullable) : 'anything';
  const what = `array of ${one.includes(', ') ? `(${one})` : one}`;
  return withRange(what, minItems, maxItems, ' of them');
}

/** Bounds of a safe integer say nothing. */
function numberWords({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const bound = (value: number | undefined) =>
    Math.abs(value ?? 0) === Number.MAX_SAFE_INTEGER ? undefined : value;
  if (exclusiveMinimum !== undefined) {
    const most = bound(maximum);
    return `${type}, above ${exclusiveMinimum}${most === undefined ? '' : `, at most ${most}`}`;
  }
  return withRange(String(type ?? 'anything'), bound(minimum), bound(maximum), '');
}

function withRange(what: string, least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return what;
  if (most === undefined && least === 1 && unit !== '') return `${what}, not empty`;
  if (most === undefined) return least === 0 ? what : `${what}, at least ${least}${unit}`;
  if (least === undefined) return `${what}, at most ${most}${unit}`;
  return `${what}, ${least} to ${most}${unit}`;
}
