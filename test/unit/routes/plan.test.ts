import { expect, it } from 'vitest';
import { OPENAI_DEFAULTS, planGeneration, refuseUnsupported } from '../../../src/routes/plan.ts';
import { TOY_TOKENIZER } from '../../helpers/toy-model.ts';

const SETTINGS = {
  defaultModel: 'english',
  runtime: 'auto' as const,
  allowedOrigins: [],
  aliasTtlMs: 0,
  maxBodyBytes: 1000,
  maxPromptTokens: 10,
  maxCompletionTokens: 20,
};

const plan = (request: object, defaults = OPENAI_DEFAULTS) =>
  planGeneration({ prompt: 'Hi', ...request }, defaults, SETTINGS, TOY_TOKENIZER, () => 77);

it('fills in what a request does not say or says with null', () => {
  const expected = { maxTokens: 16, temperature: 1, topK: 0, topP: 1, seed: 77, stop: [] };
  expect(plan({})).toMatchObject(expected);
  const nulls = { max_tokens: null, temperature: null, top_k: null, top_p: null, seed: null, stop: null };
  expect(plan(nulls)).toMatchObject(expected);
});

it('takes zeros for what they are', () => {
  expect(plan({ temperature: 0, seed: 0 })).toMatchObject({ temperature: 0, seed: 0 });
});

it('never lets defaults ask for more than the server allows', () => {
  expect(plan({}, { ...OPENAI_DEFAULTS, maxTokens: 500 }).maxTokens).toBe(20);
  expect(() => plan({ max_tokens: 21 })).toThrow('max_tokens: wanted at most 20, got 21');
});

it('reads prompts up to the limit in tokens', () => {
  expect(plan({ prompt: '1234567890' }).prompt).toHaveLength(10);
  expect(() => plan({ prompt: '12345678901' })).toThrow('prompt: 11 tokens');
});

it('takes one stop string or several', () => {
  expect(plan({ stop: '.' }).stop).toEqual(['.']);
  expect(plan({ stop: ['.', '!'] }).stop).toEqual(['.', '!']);
});

it('refuses a known field that asks for something, not one that asks for nothing or is unknown', () => {
  expect(() => refuseUnsupported({ n: 2 })).toThrow('n: this server does not offer it');
  expect(() =>
    refuseUnsupported({ n: 1, echo: false, suffix: null, toString: 3, constructor: 4 }),
  ).not.toThrow();
});
