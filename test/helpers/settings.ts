/** Settings as a test of routes wants them: small limits, no keys. */
import type { Settings } from '../../src/env.ts';

export const TEST_SETTINGS: Settings = {
  defaultModel: 'random',
  runtime: 'auto',
  allowedOrigins: ['*'],
  aliasTtlMs: 0,
  maxBodyBytes: 1000,
  maxPromptTokens: 100,
  maxCompletionTokens: 100,
  requestBudget: 1e12,
  resumeKeys: [],
  resumeTtlSeconds: 60,
  apiKeys: [],
  rateLimitPeriodSeconds: 60,
  serverTiming: false,
};
