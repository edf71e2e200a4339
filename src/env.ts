/** What the platform hands the Worker: bindings as they are, settings parsed once. */
import type { R2Bucket } from '@cloudflare/workers-types';
import * as z from 'zod';
import { AppError, describeIssue } from './errors.ts';
import type { RuntimeChoice } from './runtime/index.ts';

/** A number written as text, as variables of a Worker are. */
const number = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'wanted a whole number').transform(Number).pipe(z.number().min(min).max(max));

const SettingsSchema = z.object({
  /** Model of a request that names none. */
  DEFAULT_MODEL: z.string().min(1),
  /** What runs the models: see src/runtime/index.ts. */
  RUNTIME: z.enum(['auto', 'kernels', 'ort']),
  /** Origins of the websites that may call, separated by commas; `*` for all. */
  ALLOWED_ORIGINS: z.string().transform((list) => list.split(',').map((origin) => origin.trim())),
  /** How long an alias is believed before R2 is asked again. */
  ALIAS_TTL_SECONDS: number(0, 86_400),
  MAX_BODY_BYTES: number(1, 1 << 20),
  MAX_PROMPT_TOKENS: number(1, 65_536),
  MAX_COMPLETION_TOKENS: number(1, 4096),
});

export interface Settings {
  defaultModel: string;
  runtime: RuntimeChoice;
  allowedOrigins: string[];
  aliasTtlMs: number;
  maxBodyBytes: number;
  maxPromptTokens: number;
  maxCompletionTokens: number;
}

export interface Env {
  MODELS: R2Bucket;
  [variable: string]: unknown;
}

/** Throws `misconfigured`, which names the variable. */
export function parseSettings(env: Record<string, unknown>): Settings {
  const parsed = SettingsSchema.safeParse(env);
  if (!parsed.success) {
    throw new AppError('misconfigured', `Setting ${describeIssue(parsed.error).message}`, {
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
  };
}
