import { describe, expect, it } from 'vitest';
import { openapi } from '../../../../scripts/openapi/document.ts';
import { fieldItem } from '../../../../scripts/openapi/fields.ts';
import { page } from '../../../../scripts/openapi/page.ts';
import { prose, typeWords } from '../../../../scripts/openapi/words.ts';

describe('the reference page', () => {
  const document = openapi();
  const html = page(document);

  it('names every field of every shape, and leads to every shape that it names', () => {
    for (const { properties = {} } of Object.values(document.components.schemas)) {
      for (const name of Object.keys(properties)) expect(html).toContain(`<code>${name}</code>`);
    }
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(20);
    for (const target of targets) expect(html).toContain(`id="${target}"`);
  });

  it('is whole: no script, nothing fetched from anywhere', () => {
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=|https?:/);
  });
});

describe('a field in words', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', minLength: 1 }, 'string, not empty'],
    [{ type: 'integer', minimum: 0, maximum: 5 }, 'integer, 0 to 5'],
    [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 'number, above 0, at most 1'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] }, 'integer, at least 1 or null'],
    [{ enum: ['a', 'b'] }, '<code>&quot;a&quot;</code>, <code>&quot;b&quot;</code>'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 4 }, 'array of string, at most 4 of them'],
    [{ type: 'array', items: { type: 'integer', minimum: 1, maximum: 2 } }, 'array of (integer, 1 to 2)'],
    [{ type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }] }, '[integer, string]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'object of number'],
    [{ $ref: '#/components/schemas/Usage' }, '<a href="#Usage">Usage</a>'],
  ])('%j is "%s"', (schema, words) => {
    expect(typeWords(schema, true)).toBe(words);
  });

  it('is null without saying so where null means absent', () => {
    expect(typeWords({ anyOf: [{ type: 'integer' }, { type: 'null' }] }, false)).toBe('integer');
  });

  it('tells whether it must be there, its default and its meaning', () => {
    expect(fieldItem('n', { type: 'integer', default: 1, description: 'As `n`.' }, false, true)).toBe(
      '<li><b><code>n</code></b> <span>integer; default <code>1</code></span>\n<p>As <code>n</code>.</p></li>',
    );
    expect(fieldItem('n', { type: 'integer' }, true, true)).toContain('integer; required');
    expect(fieldItem('n', { type: 'integer' }, false, false)).toContain('integer; not always there');
  });

  it('never becomes markup', () => {
    expect(prose('a < b & `<i>`')).toBe('<p>a &lt; b &amp; <code>&lt;i&gt;</code></p>');
  });
});
