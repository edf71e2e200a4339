import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/env.ts';

const VARIABLES = {
  DEFAULT_MODEL: 'english',
  RUNTIME: 'auto',
  ALLOWED_ORIGINS: 'https://a.example, https://b.example',
  ALIAS_TTL_SECONDS: '30',
  MAX_BODY_BYTES: '1000',
  MAX_PROMPT_TOKENS: '100',
  MAX_COMPLETION_TOKENS: '10',
};

it('reads settings from the variables of a Worker', () => {
  expect(parseSettings(VARIABLES)).toEqual({
    defaultModel: 'english',
    runtime: 'auto',
    allowedOrigins: ['https://a.example', 'https://b.example'],
    aliasTtlMs: 30_000,
    maxBodyBytes: 1000,
    maxPromptTokens: 100,
    maxCompletionTokens: 10,
  });
});

it.each(Object.keys(VARIABLES))('names %s when it is missing or makes no sense', (name) => {
  for (const value of [undefined, '']) {
    if (name === 'ALLOWED_ORIGINS' && value === '') continue; // nobody may call from a website: a choice
    expect(() => parseSettings({ ...VARIABLES, [name]: value })).toThrow(name);
  }
});
