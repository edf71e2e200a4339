/**
 * `GET /ghost-text.js`: what a page loads to have ghost text, so that every Worker is its own CDN. With `?v=` and the
 * version that is deployed the address stands for these very bytes, to be kept for a year and pinned by their integrity;
 * `/ghost-text.json` tells both.
 */
import { mountOf } from '../access/mount.ts';
import { AppError } from '../errors.ts';
import type { AppContext, Dependencies } from './context.ts';
import { matchesTag } from './if-none-match.ts';

type Read = NonNullable<Dependencies['readScript']>;

/** What scripts/web/build.ts writes of the script. */
interface BuiltScript {
  version: string;
  path: string;
  integrity: string;
  bytes: number;
  gzipBytes: number;
}

/** The plain path is asked for again soon, but never waited for. */
const SOON = 'public, max-age=300, stale-while-revalidate=86400';
const FOREVER = 'public, max-age=31536000, immutable';

const built = async (read: Read): Promise<BuiltScript> => JSON.parse(await read('ghost-text.json'));

/** A module is fetched with CORS, whatever sites may ask for completions. */
function openToAll(c: AppContext): void {
  c.header('access-control-allow-origin', '*');
  c.header('access-control-expose-headers', 'etag, x-request-id');
}

/**
 * The handler of `GET /ghost-text.js`. It answers with the script, or with 304 when the caller has it already. It
 * throws `AppError` with the code `route_not_found` when `?v=` names another version than the deployed one.
 */
export function ghostText(read: Read) {
  return async (c: AppContext): Promise<Response> => {
    const { path, integrity } = await built(read);
    const wanted = c.req.query('v');
    if (wanted !== undefined && !path.endsWith(`?v=${wanted}`)) {
      throw new AppError(
        'route_not_found',
        `There is no ${c.req.path}?v=${wanted}: what is deployed is ${path}.`,
      );
    }
    const etag = `"${integrity}"`;
    openToAll(c);
    c.header('etag', etag);
    c.header('cache-control', wanted === undefined ? SOON : FOREVER);
    if (matchesTag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    c.header('content-type', 'text/javascript; charset=utf-8');
    return c.body(await read('ghost-text.js'));
  };
}

/**
 * The handler of `GET /ghost-text.json`. It answers with the version, the path, the integrity hash and the sizes in
 * bytes of the script.
 */
export function ghostTextInfo(read: Read) {
  return async (c: AppContext): Promise<Response> => {
    openToAll(c);
    c.header('cache-control', SOON);
    const info = await built(read);
    return c.json({ ...info, path: mountOf(c) + info.path });
  };
}
