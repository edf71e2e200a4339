/** How often a tenant or an address may ask for work. Cloudflare counts, in each of its places, and approximately. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { describeError, type Log } from '../log.ts';
import type { TenantVariables } from './authenticate.ts';
import { callerOf } from './caller.ts';

/** Cloudflare's rate limiting binding. */
export interface RateLimiter {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** The counter of all who cannot be told apart. */
const UNKNOWN = 'address:unknown';

/**
 * Answers `rate_limit_exceeded` beyond the binding's limit. The binding does not tell when its period began, so
 * `Retry-After` is all of it, in seconds. A binding that fails lets everybody in: the service counts more than the count.
 */
export function rateLimit(
  limiter: RateLimiter,
  periodSeconds: number,
  log: Log,
): MiddlewareHandler<{ Variables: TenantVariables }> {
  return async (c, next) => {
    const key = callerOf(c.get('tenant'), c.req.header('cf-connecting-ip')) ?? UNKNOWN;
    const allowed = await limiter.limit({ key }).then(
      ({ success }) => success,
      (error) => {
        log('rate_limit_failed', { error: describeError(error) });
        return true;
      },
    );
    if (!allowed) {
      c.header('retry-after', String(periodSeconds));
      throw new AppError('rate_limit_exceeded', `Too many requests: try again in ${periodSeconds} seconds.`);
    }
    await next();
  };
}
