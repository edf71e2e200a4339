import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@readme/openapi-parser';
import { describe, expect, it } from 'vitest';
import { openapi } from '../../../../scripts/openapi/document.ts';
import { page } from '../../../../scripts/openapi/page.ts';
import type { JsonSchema } from '../../../../scripts/openapi/schema.ts';
import { CompletionRequestSchema } from '../../../../src/contract/completion.ts';
import { FAULTS } from '../../../../src/contract/faults.ts';
import { type Defaults, OPENAI_DEFAULTS } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';
import { TOY_TOKENIZER } from '../../../fixtures/toy-model.ts';
import { createTestApp } from '../../../helpers/app.ts';

const document = openapi();
const { schemas } = document.components;

const committed = (file: string) =>
  readFileSync(join(import.meta.dirname, '../../../../public', file), 'utf8');

describe('the OpenAPI document', () => {
  it('is one, by its own specification', async () => {
    const checked = await validate(structuredClone(document) as unknown as Parameters<typeof validate>[0]);
    expect(checked).toMatchObject({ valid: true, warnings: [], specification: 'OpenAPI' });
  });

  it('would not pass if it were none', async () => {
    const broken = { ...structuredClone(document), paths: { complete: {} } };
    const checked = await validate(broken as unknown as Parameters<typeof validate>[0]);
    expect(checked.valid).toBe(false);
  });

  it('is the committed one, and so is the page', () => {
    expect(JSON.parse(committed('openapi.json'))).toEqual(JSON.parse(JSON.stringify(document)));
    expect(committed('reference.html')).toBe(page(document));
  });

  it('has every route of the application', () => {
    const { routes } = createTestApp().app;
    const served = routes
      // Files behind `/local.js` and the playground, which are told of and name them.
      .filter(({ method, path }) => method !== 'ALL' && !/^\/(local|playground)\//.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const told = Object.entries(document.paths).flatMap(([path, items]) =>
      Object.keys(items).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(served.length).toBeGreaterThan(8);
    expect(told.sort()).toEqual([...new Set(served)].sort());
  });

  it('says what every field means', () => {
    const silent = Object.entries(schemas).flatMap(([name, schema]) =>
      Object.entries(schema.properties ?? {})
        .filter(([, field]) => field.description === undefined)
        .map(([field]) => `${name}.${field}`),
    );
    expect(silent).toEqual([]);
  });

  it('has every field of a request, and every code of an error', () => {
    const { properties } = schemas.CompletionRequest;
    expect(Object.keys(properties!)).toEqual(Object.keys(CompletionRequestSchema.shape));
    const told = Object.values(document.paths['/complete'].post.responses).flatMap(({ content }) => {
      const [, narrow] = content?.['application/json'].schema.allOf ?? [];
      return narrow?.properties?.error.properties?.code.enum ?? [];
    });
    const elsewhere = [
      'route_not_found',
      'method_not_allowed',
      'model_file_not_found',
      'range_not_satisfiable',
    ];
    expect([...told, ...elsewhere].sort()).toEqual(Object.keys(FAULTS).sort());
  });
});

describe('the defaults that are told', () => {
  const plan = (fields: object, defaults: Defaults) =>
    planCompletion(
      { prompt: 'a', ...fields },
      {
        defaults,
        settings: TEST_SETTINGS,
        tokenizer: TOY_TOKENIZER,
        multiplyAccumulates: 1,
        randomSeed: () => 5,
      },
    );
  const defaultsOf = (schema: JsonSchema) =>
    Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([, field]) => field.default !== undefined)
        .map(([name, field]) => [name, field.default]),
    );

  it('are what a request gets that says nothing', () => {
    const told = defaultsOf(schemas.CompletionRequest);
    expect(Object.keys(told).length).toBeGreaterThan(8);
    const defaults = {
      maxTokens: 7,
      temperature: 0.5,
      topK: 3,
      topP: 0.9,
      frequencyPenalty: 0.5,
      tokenHealing: true,
      manners: 'on' as const,
    };
    expect(plan(told, defaults)).toEqual(plan({}, defaults));
  });

  it("are OpenAI's on its route", () => {
    const told = defaultsOf(schemas.OpenAICompletionRequest.allOf![1]);
    expect(Object.keys(told).sort()).toEqual([
      'frequency_penalty',
      'manners',
      'max_tokens',
      'temperature',
      'token_healing',
      'top_k',
      'top_p',
    ]);
    const others = {
      maxTokens: 1,
      temperature: 0,
      topK: 1,
      topP: 0.1,
      frequencyPenalty: 1,
      tokenHealing: true,
      manners: 'on' as const,
    };
    expect(plan(told, others)).toEqual(plan({}, OPENAI_DEFAULTS));
  });
});
