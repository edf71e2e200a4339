/**
 * `GET /models/<name>/<version>/<file>` and `GET /models/<name>/alias.json`: a model's files as they lie in the bucket, for
 * whoever runs the model elsewhere, a browser among them. A version never changes, so caches keep its files for a year.
 */
import type { ByteRange, FileStore } from '../catalog/bucket.ts';
import { ModelNameSchema, ModelVersionSchema } from '../contract/manifest.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import { parseRange } from './byte-range.ts';
import type { AppContext } from './context.ts';
import { matchesTag } from './if-none-match.ts';

/** A name without a slash and without a dot in front: no key but a file's own can be spelt with it. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const YEAR = 31_536_000;
const ALIAS_SECONDS = 60;

const TYPES: Record<string, string> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

/** A file of a version. Throws `model_file_not_found`, `range_not_satisfiable`, `storage_unavailable`. */
export function modelFile(files: FileStore, settings: Settings) {
  return (c: AppContext): Promise<Response> => {
    const { name = '', version = '', file = '' } = c.req.param();
    const known =
      ModelNameSchema.safeParse(name).success &&
      ModelVersionSchema.safeParse(version).success &&
      FILE_NAME.test(file);
    if (!known) throw missing(c);
    return answer(c, files, settings, `${name}/${version}/${file}`, `max-age=${YEAR}, immutable`);
  };
}

/** Which version of a model is current. Throws as `modelFile` does. */
export function modelAlias(files: FileStore, settings: Settings) {
  return (c: AppContext): Promise<Response> => {
    const { name = '' } = c.req.param();
    if (!ModelNameSchema.safeParse(name).success) throw missing(c);
    return answer(c, files, settings, `${name}/alias.json`, `max-age=${ALIAS_SECONDS}`);
  };
}

async function answer(
  c: AppContext,
  files: FileStore,
  settings: Settings,
  key: string,
  freshness: string,
): Promise<Response> {
  // Whether it is sent, and which part, may hang on its etag and its size; else one read is enough.
  const isPlain = c.req.method !== 'HEAD' && !c.req.header('if-none-match') && !c.req.header('range');
  const whole = isPlain ? await files.stream(key) : undefined;
  const stored = whole === undefined ? await files.size(key) : whole;
  if (stored === null) throw missing(c);
  const etag = `"${stored.etag}"`;
  const kept = matchesTag(c.req.header('if-none-match'), etag);
  const range = kept ? undefined : rangeOf(c, stored.bytes, etag);
  const opened = kept || c.req.method === 'HEAD' ? undefined : (whole ?? (await files.stream(key, range)));
  if (opened === null) throw missing(c);
  const isPublic = settings.apiKeys.length === 0 || settings.publicModels;
  // no-transform: a compressed model would hide how long it is, and gains 8 %.
  c.header('cache-control', `${isPublic ? 'public' : 'private'}, ${freshness}, no-transform`);
  c.header('etag', etag);
  if (isPublic) c.header('access-control-allow-origin', '*');
  c.header('access-control-expose-headers', 'content-length, content-range, etag, x-request-id');
  if (kept) return c.body(null, 304);
  c.header('accept-ranges', 'bytes');
  c.header('content-type', TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream');
  c.header('content-length', String(range?.length ?? stored.bytes));
  if (range)
    c.header('content-range', `bytes ${range.offset}-${range.offset + range.length - 1}/${stored.bytes}`);
  c.status(range ? 206 : 200);
  return opened ? c.body(opened.body) : c.body(null);
}

/** Undefined for the whole file, which a range of another version of it means too. */
function rangeOf(c: AppContext, bytes: number, etag: string): ByteRange | undefined {
  const ifRange = c.req.header('if-range');
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const range = parseRange(c.req.header('range'), bytes);
  if (range !== 'unsatisfiable') return range;
  c.header('content-range', `bytes */${bytes}`);
  throw new AppError('range_not_satisfiable', `The file has ${bytes} bytes; the range holds none of them.`);
}

const missing = (c: AppContext): AppError =>
  new AppError('model_file_not_found', `There is no file of a model at ${c.req.path}.`);
