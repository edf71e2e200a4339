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
  MAX_REQUEST_MEGAMACS: '500',
  RESUME_TTL_SECONDS: '60',
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
    requestBudget: 500e6,
    resumeKeys: [],
    resumeTtlSeconds: 60,
    apiKeys: [],
    publicModels: false,
    rateLimitPeriodSeconds: 60,
    serverTiming: false,
  });
});

it.each(Object.keys(VARIABLES))('names %s when it is missing or makes no sense', (name) => {
  for (const value of [undefined, '']) {
    if (name === 'ALLOWED_ORIGINS' && value === '') continue; // nobody may call from a website: a choice
    expect(() => parseSettings({ ...VARIABLES, [name]: value })).toThrow(name);
  }
});

it('takes the slash off an origin, and names the setting of what is none', () => {
  const of = (ALLOWED_ORIGINS: string) => parseSettings({ ...VARIABLES, ALLOWED_ORIGINS }).allowedOrigins;
  expect(of('https://a.example/, http://localhost:3000')).toEqual([
    'https://a.example',
    'http://localhost:3000',
  ]);
  expect(of('*')).toEqual(['*']);
  for (const wrong of [
    'https://a.example/page',
    'a.example',
    'https://A.example',
    'https://a.example b',
    'https://',
  ]) {
    expect(() => of(wrong)).toThrow('ALLOWED_ORIGINS');
  }
});

it('takes several secrets for resume tokens, and none that can be guessed', () => {
  const newer = 'a newer secret of some length';
  const older = 'an older secret of some length';
  expect(parseSettings({ ...VARIABLES, RESUME_KEYS: `${newer},${older}` }).resumeKeys).toEqual([
    newer,
    older,
  ]);
  expect(() => parseSettings({ ...VARIABLES, RESUME_KEYS: `${newer},short` })).toThrow('RESUME_KEYS');
});
