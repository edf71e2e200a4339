/** Headers of every answer: what browsers may do with it, and that nobody keeps it. */
import type { MiddlewareHandler } from 'hono';

/** An answer that has one of these already keeps its own: a page with styles, for example, sets its own policy. */
const PROTECTION = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  // Websites of other origins are who this is for; CORS says which.
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  // Without includeSubDomains: the neighbours of this host are not ours to decide for.
  'strict-transport-security': 'max-age=15552000',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** Tells browsers to do nothing with an answer but read it. */
export const protectBrowsers = fillIn(PROTECTION);

/** Answers hold what somebody writes: caches keep those only that say so. */
export const keepFromCaches = fillIn({ 'cache-control': 'no-store' });

/** Gives an answer those headers that it does not have yet. */
function fillIn(headers: Record<string, string>): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}
