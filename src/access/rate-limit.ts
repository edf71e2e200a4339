/** How often a tenant or an address may ask for work. Cloudflare counts, in each of its places, and approximately. */
import type { Context, MiddlewareHandler } from 'hono';
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

/** What is counted of a caller, each by a counter of its own. */
interface RateLimit {
  /** A request that the caller may ask for. */
  requests: MiddlewareHandler<{ Variables: TenantVariables }>;
  /** A request without a known key, where keys are wanted: of its network, for it is nobody's. */
  failures(c: Context): Promise<void>;
}

/**
 * Both answer `rate_limit_exceeded` beyond the binding's limit. The binding does not tell when its period began, so
 * `Retry-After` is all of it, in seconds. A binding that fails lets everybody in: the service counts more than the count.
 */
export function rateLimit(limiter: RateLimiter, periodSeconds: number, log: Log): RateLimit {
  const count = async (c: Context, key: string): Promise<void> => {
    const allowed = await limiter.limit({ key }).then(
      ({ success }) => success,
      (error) => {
        log('rate_limit_failed', { error: describeError(error) });
        return true;
      },
    );
    if (allowed) return;
    c.header('retry-after', String(periodSeconds));
    throw new AppError('rate_limit_exceeded', `Too many requests: try again in ${periodSeconds} seconds.`);
  };
  const addressOf = (c: Context) => c.req.header('cf-connecting-ip');
  return {
    async requests(c, next) {
      await count(c, callerOf(c.get('tenant'), addressOf(c)) ?? UNKNOWN);
      await next();
    },
    failures: (c) => count(c, `failed ${callerOf('', addressOf(c)) ?? UNKNOWN}`),
  };
}
