/**
 * A bucket over a folder, as a Worker of its own: what workerd's R2 bindings ask of R2, answered from files. It reads
 * and never writes.
 *
 * The protocol is that of workerd's `r2Bucket` binding, as miniflare speaks it: a request is JSON in a header; an
 * answer is metadata, whose length a header tells, and after it the object's bytes.
 */

/** workerd's `disk` service, rooted at the models' folder. */
interface Environment {
  FILES: { fetch(url: string, init?: RequestInit): Promise<Response> };
}

interface Asked {
  method: 'head' | 'get' | 'list' | string;
  object?: string;
  delimiter?: string;
  range?: { offset?: string | number; length?: string | number };
  onlyIf?: { etagDoesNotMatch?: { value: string }[] };
}

interface Stored {
  key: string;
  etag: string;
  size: number;
  uploaded: number;
}

/** workerd's own: bytes pass it outside JavaScript. */
declare const IdentityTransformStream: new () => TransformStream<Uint8Array, Uint8Array>;

/** Smaller files are told apart by their content: the alias is one, and two of them may come within a second. */
const SMALL_BYTES = 65_536;
const NO_SUCH_KEY = 10007;
const PRECONDITION_FAILED = 10031;
const NOT_IMPLEMENTED = 10001;

export default {
  async fetch(request: Request, { FILES }: Environment): Promise<Response> {
    const asked = JSON.parse(request.headers.get('cf-r2-request') ?? '{}') as Asked;
    if (request.method !== 'GET') return refused(501, NOT_IMPLEMENTED, 'This bucket is only read.');
    if (asked.method === 'list') return list(FILES, asked.delimiter);
    if (asked.object === undefined) return refused(400, NOT_IMPLEMENTED, `There is no ${asked.method}.`);
    const file = await open(FILES, asked.object);
    if (!file.ok || file.headers.get('content-type') === 'application/json') {
      await file.body?.cancel();
      return refused(404, NO_SUCH_KEY, 'The specified key does not exist.');
    }
    return get(FILES, asked, file);
  },
};

function open(
  files: Environment['FILES'],
  key: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return files.fetch(`http://files/${key.split('/').map(encodeURIComponent).join('/')}`, { headers });
}

/** A large file is handed on as it is read. Held whole, it would stay until this isolate, which has little to do, collects. */
async function get(files: Environment['FILES'], asked: Asked, file: Response): Promise<Response> {
  const size = Number(file.headers.get('content-length'));
  const small = size <= SMALL_BYTES ? new Uint8Array(await file.arrayBuffer()) : undefined;
  const uploaded = Date.parse(file.headers.get('last-modified') ?? '') || 0;
  const etag = small ? await md5(small) : `${uploaded}-${size}`;
  const stored: Stored = { key: asked.object!, etag, size, uploaded };
  const known = asked.onlyIf?.etagDoesNotMatch?.some(({ value }) => value === etag);
  const { offset = 0, length = size } = asked.range ?? {};
  const start = Number(offset);
  const end = Math.min(size, start + Number(length));
  const isPart = end - start < size;
  // What is not wanted is let go of at once.
  if (!small && (known || isPart || asked.method === 'head')) await file.body?.cancel();
  if (known) return refused(412, PRECONDITION_FAILED, 'A pre-condition did not hold.', stored);
  if (asked.method === 'head') return answer(describe(stored));
  const told = { ...describe(stored), range: asked.range && { offset: start, length: end - start } };
  if (small) return answer(told, small.subarray(start, end));
  const range = { range: `bytes=${start}-${end - 1}` };
  return answer(told, (isPart ? await open(files, stored.key, range) : file).body);
}

/** Folders at the top: with a delimiter that is all that a key's first segment can be. */
async function list(files: Environment['FILES'], delimiter: string | undefined): Promise<Response> {
  if (delimiter !== '/') return refused(501, NOT_IMPLEMENTED, 'Only models are listed.');
  const entries = (await (await files.fetch('http://files/')).json()) as { name: string; type: string }[];
  const folders = entries.filter(({ type }) => type === 'directory').map(({ name }) => `${name}/`);
  return answer({ objects: [], truncated: false, delimitedPrefixes: folders.toSorted() });
}

function describe({ key, etag, size, uploaded }: Stored) {
  return { name: key, version: etag, size, etag, uploaded, httpFields: {}, customFields: [], checksums: {} };
}

function answer(metadata: object, content: Uint8Array | ReadableStream<Uint8Array> | null = null): Response {
  const json = new TextEncoder().encode(JSON.stringify(metadata));
  const headers = { 'cf-r2-metadata-size': String(json.length), 'content-type': 'application/json' };
  const bytes = content ?? new Uint8Array();
  if (!(bytes instanceof Uint8Array)) return new Response(joined(json, bytes), { headers });
  const body = new Uint8Array(json.length + bytes.length);
  body.set(json);
  body.set(bytes, json.length);
  return new Response(body, { headers });
}

function joined(head: Uint8Array, rest: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const sent = writer.write(head).then(() => {
    writer.releaseLock();
    return rest.pipeTo(writable);
  });
  sent.catch(() => undefined); // whoever reads has gone
  return readable;
}

function refused(status: number, v4code: number, message: string, stored?: Stored): Response {
  const error = { 'cf-r2-error': JSON.stringify({ message, version: 1, v4code }) };
  if (!stored) return new Response(null, { status, headers: error });
  const { body, headers } = answer(describe(stored));
  return new Response(body, { status, headers: { ...Object.fromEntries(headers), ...error } });
}

async function md5(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('MD5', bytes as BufferSource));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
