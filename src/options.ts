/** Settings as a program gives them, in place of the variables of a Worker (env.ts). */
import { type ApiKey, ApiKeysSchema } from './access/keys.ts';
import * as z from './contract/zod.ts';
import { MIN_SECRET_CHARACTERS, OriginsSchema, RANGES, type Settings } from './env.ts';
import { AppError } from './errors.ts';

/** Every setting may be left out. */
export interface SettingOptions {
  /** Model of a request that names none. Default: `english`. */
  defaultModel?: string;
  /** Origins of the websites that may call; `['*']`, the default, lets all of them. */
  allowedOrigins?: string[];
  /** How long an alias is believed before R2 is asked again. Default: 30. */
  aliasTtlSeconds?: number;
  /** Default: 131,072. */
  maxBodyBytes?: number;
  /** Default: 8,192. */
  maxPromptTokens?: number;
  /** Default: 1,024. */
  maxCompletionTokens?: number;
  /** Work of one request at most, in millions of multiply-accumulates. Default: 40,000, some two seconds of CPU. */
  maxRequestMegamacs?: number;
  /** Secrets of 16 characters or more that seal resume tokens: the first seals, all of them open. Default: drawn by the isolate. */
  resumeKeys?: string[];
  /** Default: 86,400, a day. */
  resumeTtlSeconds?: number;
  /** `id:sha256hex` of each API key, separated by commas (docs/access.md). Without it nobody needs a key. */
  apiKeyHashes?: string;
  /** Whether the files of models (`/models/...`) may be read without a key. Default: false. */
  publicModels?: boolean;
  /** Period of the rate limiter, which does not tell it; 0 leaves it alone. Default: 60. */
  rateLimitPeriodSeconds?: 0 | 10 | 60;
  /** Whether answers tell how long they took. Time stands still in a deployed Worker: for development. Default: false. */
  serverTiming?: boolean;
}

const wholeNumber = ([min, max]: readonly [number, number]) => z.int().check(z.gte(min), z.lte(max));
const orElse = <T extends z.ZodMiniType>(field: T, value: z.output<T>) => z._default(field, value as never);
const secret = z.string().check(z.minLength(MIN_SECRET_CHARACTERS));

const OptionsSchema = z.strictObject({
  defaultModel: orElse(z.string().check(z.minLength(1)), 'english'),
  allowedOrigins: orElse(OriginsSchema, ['*']),
  aliasTtlSeconds: orElse(wholeNumber(RANGES.aliasTtlSeconds), 30),
  maxBodyBytes: orElse(wholeNumber(RANGES.maxBodyBytes), 131_072),
  maxPromptTokens: orElse(wholeNumber(RANGES.maxPromptTokens), 8192),
  maxCompletionTokens: orElse(wholeNumber(RANGES.maxCompletionTokens), 1024),
  maxRequestMegamacs: orElse(wholeNumber(RANGES.maxRequestMegamacs), 40_000),
  resumeKeys: orElse(z.array(secret), []),
  resumeTtlSeconds: orElse(wholeNumber(RANGES.resumeTtlSeconds), 86_400),
  apiKeyHashes: z.optional(ApiKeysSchema),
  publicModels: orElse(z.boolean(), false),
  rateLimitPeriodSeconds: orElse(z.literal([0, 10, 60]), 60),
  serverTiming: orElse(z.boolean(), false),
});

/** Throws `misconfigured`, which names the option. */
export function parseOptions(options: SettingOptions): Settings {
  const parsed = OptionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new AppError('misconfigured', `Option ${z.describeIssue(parsed.error).message}`, {
      cause: parsed.error,
    });
  }
  const { aliasTtlSeconds, maxRequestMegamacs, apiKeyHashes, ...same } = parsed.data;
  const apiKeys: readonly ApiKey[] = apiKeyHashes ?? [];
  return {
    ...same,
    runtime: 'kernels',
    aliasTtlMs: aliasTtlSeconds * 1000,
    requestBudget: maxRequestMegamacs * 1e6,
    apiKeys,
  };
}
