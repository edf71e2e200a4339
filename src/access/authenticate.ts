/** Who asks: the tenant of a request, by its API key. */
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { type ApiKey, findKey } from './keys.ts';
import { ownPath } from './mount.ts';

/** Id of the request's key; empty when no keys are configured, and on public paths. */
export type TenantVariables = { tenant: string };

/** Visible ASCII, as RFC 6750 has tokens; longer than any key, and short enough to hash for a stranger. */
const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;
const BARE = /^[\x21-\x7e]{1,512}$/;

/**
 * Answers `invalid_api_key` to a request without a known key, unless there are no keys or the path is public. `failed`
 * is told of each such request first; it may throw in its place.
 */
export function authenticate(
  keys: readonly ApiKey[],
  isPublic: (path: string) => boolean,
  failed?: (c: Context) => Promise<void>,
): MiddlewareHandler<{ Variables: TenantVariables }> {
  return async (c, next) => {
    c.set('tenant', '');
    if (keys.length > 0 && !isPublic(ownPath(c))) {
      const offered = offeredKey(c.req.header('authorization'), c.req.header('x-api-key'));
      const key = offered === undefined ? undefined : await findKey(keys, offered);
      if (key === undefined) {
        await failed?.(c);
        c.header('www-authenticate', 'Bearer');
        throw new AppError('invalid_api_key', refusal(offered));
      }
      c.set('tenant', key.id);
    }
    await next();
  };
}

/** `Authorization` is what counts when it is there: two keys in one request are not tried in turn. */
function offeredKey(authorization: string | undefined, apiKey: string | undefined): string | undefined {
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1];
  return apiKey !== undefined && BARE.test(apiKey) ? apiKey : undefined;
}

function refusal(offered: string | undefined): string {
  return offered === undefined
    ? 'Wanted an API key, as "Authorization: Bearer KEY" or "X-Api-Key: KEY".'
    : 'This API key is not known here.';
}
