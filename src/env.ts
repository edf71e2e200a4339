/** What the platform hands the Worker: bindings as they are, settings parsed once. */
import type { Fetcher, R2Bucket } from '@cloudflare/workers-types';
import { type ApiKey, ApiKeysSchema } from './access/keys.ts';
import type { Metrics } from './access/metrics.ts';
import type { RateLimiter } from './access/rate-limit.ts';
import * as z from './contract/zod.ts';
import { AppError } from './errors.ts';
import type { RuntimeChoice } from './runtime/index.ts';

/** A number written as text, as variables of a Worker are. */
const wholeNumber = z.pipe(z.string().check(z.regex(/^\d+$/, 'wanted a whole number')), z.transform(Number));
const number = ([min, max]: readonly [number, number]) =>
  z.pipe(wholeNumber, z.number().check(z.gte(min), z.lte(max)));

/** Least and most of the settings that are whole numbers. */
export const RANGES = {
  aliasTtlSeconds: [0, 86_400],
  maxBodyBytes: [1, 1 << 20],
  maxPromptTokens: [1, 65_536],
  maxCompletionTokens: [1, 4096],
  maxRequestMegamacs: [1, 1e9],
  resumeTtlSeconds: [1, 31_536_000],
} as const;
/** Characters of a secret that seals resume tokens. */
export const MIN_SECRET_CHARACTERS = 16;

/** Origins as browsers send them (RFC 6454): a slash at the end is forgiven, a path would never match. */
export const OriginsSchema = z
  .pipe(
    z.array(z.string()),
    z.transform((origins) => origins.map((origin) => origin.replace(/\/$/, ''))),
  )
  .check(
    z.refine(
      (origins) => origins.every((origin) => origin === '' || origin === '*' || isOrigin(origin)),
      'wanted "*", or origins such as https://a.example: a scheme and a host in small letters, no path',
    ),
  );

const isOrigin = (text: string): boolean =>
  /^[a-z][a-z\d+.-]*:\/\/[^\s/?#A-Z]+$/.test(text) || text === 'null';

const SettingsSchema = z.object({
  /** Model of a request that names none. */
  DEFAULT_MODEL: z.string().check(z.minLength(1)),
  /** What runs the models: see src/runtime/index.ts. */
  RUNTIME: z.enum(['auto', 'kernels', 'ort']),
  /** Origins of the websites that may call, separated by commas; `*` for all. */
  ALLOWED_ORIGINS: z.pipe(
    z.pipe(
      z.string(),
      z.transform((list) => list.split(',').map((origin) => origin.trim())),
    ),
    OriginsSchema,
  ),
  /** How long an alias is believed before R2 is asked again. */
  ALIAS_TTL_SECONDS: number(RANGES.aliasTtlSeconds),
  MAX_BODY_BYTES: number(RANGES.maxBodyBytes),
  MAX_PROMPT_TOKENS: number(RANGES.maxPromptTokens),
  MAX_COMPLETION_TOKENS: number(RANGES.maxCompletionTokens),
  /** Work of one request at most, in millions of multiply-accumulates. */
  MAX_REQUEST_MEGAMACS: number(RANGES.maxRequestMegamacs),
  /** Secrets that seal resume tokens, separated by commas: the first seals, all of them open. */
  RESUME_KEYS: z
    .pipe(
      z._default(z.string(), ''),
      z.transform((list) => list.split(',').filter((secret) => secret !== '')),
    )
    .check(
      z.refine(
        (secrets) => secrets.every((secret) => secret.length >= MIN_SECRET_CHARACTERS),
        `wanted secrets of ${MIN_SECRET_CHARACTERS} characters or more`,
      ),
    ),
  RESUME_TTL_SECONDS: number(RANGES.resumeTtlSeconds),
  /** Whether the files of models may be read without a key where others need one. */
  PUBLIC_MODELS: z._default(z.enum(['on', 'off']), 'off'),
  /** A secret: `id:sha256hex` of each API key, separated by commas. Without it nobody needs a key. */
  API_KEY_HASHES: z.optional(ApiKeysSchema),
  /** Period of the `RATE_LIMIT` binding, which does not tell it; 0 leaves the binding alone. */
  RATE_LIMIT_PERIOD_SECONDS: z._default(z.pipe(z.enum(['0', '10', '60']), z.transform(Number)), 60),
  /**
   * Whether answers tell how long they took, and `/health` how many tokens. Time stands still in a deployed Worker: for
   * development.
   */
  SERVER_TIMING: z._default(z.enum(['on', 'off']), 'off'),
});

/** The Worker's settings, checked, in the units that the code works with. */
export interface Settings {
  defaultModel: string;
  runtime: RuntimeChoice;
  allowedOrigins: string[];
  aliasTtlMs: number;
  maxBodyBytes: number;
  maxPromptTokens: number;
  maxCompletionTokens: number;
  /** Multiply-accumulates. */
  requestBudget: number;
  resumeKeys: string[];
  resumeTtlSeconds: number;
  /** None: nobody needs a key. */
  apiKeys: readonly ApiKey[];
  /** The files of models need no key. */
  publicModels: boolean;
  /** 0: nobody is limited. */
  rateLimitPeriodSeconds: number;
  serverTiming: boolean;
}

/** The bindings of a Worker, as Cloudflare hands them over. */
export interface Env {
  MODELS: R2Bucket;
  ASSETS: Fetcher;
  RATE_LIMIT?: RateLimiter;
  METRICS?: Metrics;
  [variable: string]: unknown;
}

/** Throws `misconfigured`, which names the variable. */
export function parseSettings(env: Record<string, unknown>): Settings {
  const parsed = SettingsSchema.safeParse(env);
  if (!parsed.success) {
    throw new AppError('misconfigured', `Setting ${z.describeIssue(parsed.error).message}`, {
      cause: parsed.error,
    });
  }
  const { data } = parsed;
  return {
    defaultModel: data.DEFAULT_MODEL,
    runtime: data.RUNTIME,
    allowedOrigins: data.ALLOWED_ORIGINS,
    aliasTtlMs: data.ALIAS_TTL_SECONDS * 1000,
    maxBodyBytes: data.MAX_BODY_BYTES,
    maxPromptTokens: data.MAX_PROMPT_TOKENS,
    maxCompletionTokens: data.MAX_COMPLETION_TOKENS,
    requestBudget: data.MAX_REQUEST_MEGAMACS * 1e6,
    resumeKeys: data.RESUME_KEYS,
    resumeTtlSeconds: data.RESUME_TTL_SECONDS,
    apiKeys: data.API_KEY_HASHES ?? [],
    publicModels: data.PUBLIC_MODELS === 'on',
    rateLimitPeriodSeconds: data.RATE_LIMIT_PERIOD_SECONDS,
    serverTiming: data.SERVER_TIMING === 'on',
  };
}
