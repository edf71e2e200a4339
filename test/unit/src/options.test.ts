import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/env.ts';
import { parseOptions } from '../../../src/options.ts';

/** The variables of the deployed Worker, as wrangler.toml has them. */
function variables(): Record<string, string> {
  const toml = readFileSync(new URL('../../../wrangler.toml', import.meta.url), 'utf8');
  const [, vars] = /^\[vars\]\n(.*?)^\[\[/ms.exec(toml)!;
  return Object.fromEntries(
    Array.from(vars.matchAll(/^(\w+) = "(.*)"$/gm), ([, name, value]) => [name, value]),
  );
}

it('are the settings of the Worker by itself, where they say nothing', () => {
  const worker = parseSettings(variables());
  expect(parseOptions({})).toEqual({ ...worker, runtime: 'kernels' });
});

it('become settings', () => {
  const hash = '00'.repeat(32);
  const options = {
    allowedOrigins: ['https://a.example'],
    aliasTtlSeconds: 5,
    maxRequestMegamacs: 200,
    apiKeyHashes: `site:${hash}`,
    resumeKeys: ['a secret of some length'],
    rateLimitPeriodSeconds: 0,
  } as const;
  expect(
    parseOptions({
      ...options,
      allowedOrigins: [...options.allowedOrigins],
      resumeKeys: [...options.resumeKeys],
    }),
  ).toMatchObject({
    allowedOrigins: ['https://a.example'],
    aliasTtlMs: 5000,
    requestBudget: 200e6,
    apiKeys: [{ id: 'site', hash: new Uint8Array(32) }],
    resumeKeys: ['a secret of some length'],
    rateLimitPeriodSeconds: 0,
  });
});

it.each([
  ['defaultModel', ''],
  ['allowedOrigins', 'https://a.example'],
  ['aliasTtlSeconds', -1],
  ['maxBodyBytes', 0.5],
  ['maxPromptTokens', '8192'],
  ['maxCompletionTokens', 0],
  ['maxRequestMegamacs', Number.NaN],
  ['resumeKeys', ['short']],
  ['resumeTtlSeconds', null],
  ['apiKeyHashes', 'site'],
  ['rateLimitPeriodSeconds', 5],
  ['serverTiming', 'on'],
  ['publicModels', 'on'],
  ['maxTokens', 5],
])('are refused by name: %s of %j', (name, value) => {
  expect(() => parseOptions({ [name]: value })).toThrow(name);
});
