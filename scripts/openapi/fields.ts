/** The fields of a shape as a list of HTML: name, type, range, default, meaning. */
import type { JsonSchema } from './schema.ts';
import { code, escapeHtml, prose, typeWords } from './words.ts';

/** `sent` shapes come from the caller: there, null means absent everywhere, and goes unsaid. */
export function fieldList(schema: JsonSchema, sent: boolean): string {
  const required = schema.required ?? [];
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) =>
    fieldItem(name, field, required.includes(name), sent),
  );
  return `<ul class="fields">\n${fields.join('\n')}\n</ul>`;
}

/** One field, and under it those that it has itself. */
export function fieldItem(name: string, field: JsonSchema, required: boolean, sent: boolean): string {
  const notes = [typeWords(field, !sent)];
  if (sent && required) notes.push('required');
  if (!sent && !required) notes.push('not always there');
  if (field.default !== undefined) notes.push(`default ${code(field.default)}`);
  const parts = [
    `<b><code>${escapeHtml(name)}</code></b> <span>${notes.join('; ')}</span>`,
    ...(field.description === undefined ? [] : [prose(field.description)]),
    ...insides(field).map((inside) => fieldList(inside, sent)),
  ];
  return `<li>${parts.join('\n')}</li>`;
}

/** Objects written out in a field. */
function insides(field: JsonSchema): JsonSchema[] {
  const places = [field, ...(field.anyOf ?? []), field.items, field.additionalProperties];
  return places.filter(
    (place) => typeof place === 'object' && place.properties !== undefined,
  ) as JsonSchema[];
}
