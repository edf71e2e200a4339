/** A bucket over a folder: what the Worker asks of R2, answered from files in its own isolate. It is only read. */
import type { ByteRange, ModelBucket } from '../../src/catalog/bucket.ts';

/** workerd's `disk` service, rooted at the models' folder. */
export interface Files {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

interface Found {
  head: { etag: string; size: number; checksums: object };
  /** Of a small file, which was read for its etag; a large one stays to be read from `file`. */
  bytes: ArrayBuffer | undefined;
  file: Response;
}

/** Smaller files are told apart by their content: the alias is one, and two of them may come within a second. */
const SMALL_BYTES = 65_536;

export function diskBucket(files: Files): ModelBucket {
  return {
    async head(key) {
      const found = await find(files, key);
      if (found && !found.bytes) await found.file.body?.cancel();
      return found?.head ?? null;
    },
    async get(key, { onlyIf, range } = {}) {
      const found = await find(files, key);
      if (found === null) return null;
      const isKnown = onlyIf?.etagDoesNotMatch === found.head.etag;
      if (!found.bytes && (isKnown || range)) await found.file.body?.cancel();
      if (isKnown) return found.head;
      const content = range
        ? await partOf(files, key, found, range)
        : new Response(found.bytes ?? found.file.body);
      return { ...found.head, body: content.body, arrayBuffer: () => content.arrayBuffer() };
    },
    // Folders at the top: with a delimiter that is all that a key's first segment can be.
    async list() {
      const entries = (await (await files.fetch('http://files/')).json()) as { name: string; type: string }[];
      const folders = entries.filter(({ type }) => type === 'directory').map(({ name }) => `${name}/`);
      return { truncated: false, delimitedPrefixes: folders.toSorted() };
    },
  };
}

async function find(files: Files, key: string): Promise<Found | null> {
  const file = await open(files, key);
  // A folder is answered as JSON, a file never.
  if (!file.ok || file.headers.get('content-type') === 'application/json') {
    await file.body?.cancel();
    return null;
  }
  const size = Number(file.headers.get('content-length'));
  const bytes = size <= SMALL_BYTES ? await file.arrayBuffer() : undefined;
  const changed = Date.parse(file.headers.get('last-modified') ?? '') || 0;
  const etag = bytes ? await md5(bytes) : `${changed}-${size}`;
  return { head: { etag, size, checksums: {} }, bytes, file };
}

async function partOf(
  files: Files,
  key: string,
  { bytes }: Found,
  { offset, length }: ByteRange,
): Promise<Response> {
  if (bytes) return new Response(bytes.slice(offset, offset + length));
  return open(files, key, { range: `bytes=${offset}-${offset + length - 1}` });
}

function open(files: Files, key: string, headers: Record<string, string> = {}): Promise<Response> {
  return files.fetch(`http://files/${key.split('/').map(encodeURIComponent).join('/')}`, { headers });
}

async function md5(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('MD5', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
