/**
 * `GET /local.js`: the module with which a page runs a model itself, and `GET /local/<build>/<file>`, the files behind it;
 * the same for the playground. A build has a folder of its own, so its files belong together and never change;
 * `scripts/web/build.ts` makes them.
 */
import { mountOf } from '../access/mount.ts';
import { AppError } from '../errors.ts';
import type { AppContext, Dependencies } from './context.ts';

type Open = NonNullable<Dependencies['openAsset']>;

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
const BUILD = /^[0-9a-f]{16}$/;
const FILE = /^[A-Za-z0-9-]{1,64}\.(js|wasm|css|svg)$/;
const SOON = 'public, max-age=300, stale-while-revalidate=86400';
/** A worker takes its policy from its own script. */
const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *";

/** Throws `route_not_found` where the build is not deployed. */
export function localEntry(open: Open) {
  return (c: AppContext): Promise<Response> => send(c, open, 'local.js', SOON);
}

/** The playground's service worker, for the pages that begin where the routes do. Throws `route_not_found`. */
export function playgroundWorker(open: Open) {
  return (c: AppContext): Promise<Response> => {
    c.header('service-worker-allowed', mountOf(c) || '/');
    return send(c, open, 'playground/sw.js', 'no-cache');
  };
}

/** A file of a build in this folder. Throws `route_not_found`. */
export function builtFile(open: Open, folder: 'local' | 'playground') {
  return (c: AppContext): Promise<Response> => {
    const { build = '', file = '' } = c.req.param();
    if (!BUILD.test(build) || !FILE.test(file)) throw missing(c);
    return send(c, open, `${folder}/${build}/${file}`, 'public, max-age=31536000, immutable');
  };
}

async function send(c: AppContext, open: Open, path: string, freshness: string): Promise<Response> {
  const asset = await open(path);
  if (asset?.body == null) throw missing(c);
  c.header('content-type', TYPES[path.slice(path.lastIndexOf('.') + 1)]!);
  c.header('cache-control', freshness);
  // A module is fetched with CORS, whatever sites may ask for completions.
  c.header('access-control-allow-origin', '*');
  c.header('content-security-policy', WORKER_POLICY);
  return c.body(asset.body);
}

const missing = (c: AppContext): AppError =>
  new AppError('route_not_found', `There is no ${c.req.path}: /local.js names what is deployed.`);
