/** Headers of every answer: what browsers may do with it, and that nobody keeps it. */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** A page that has styles of its own sets its own policy; this is everybody else's. */
export const protectBrowsers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  // Websites of other origins are who this is for; CORS says which.
  crossOriginResourcePolicy: 'cross-origin',
  // Without includeSubDomains: the neighbours of this host are not ours to decide for.
  strictTransportSecurity: 'max-age=15552000',
  overwrite: false,
});

/** Answers hold what somebody writes: caches keep those only that say so. */
export const keepFromCaches: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
