/** A model's files in the browser: kept by the hash of their content, and never used unless they have it. */
import { LocalError } from './local-error.ts';

/** Where files are kept between two visits. A store may lose what it has, and may lie: what it gives is checked. */
export interface Store {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Resolves when the file is kept, or when it is certain that it will not be. Never rejects. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  delete(key: string): Promise<void>;
}

const CACHE = 'afterword-models';
/** Names an entry; nothing is ever fetched from there. */
const addressOf = (key: string): string => `https://afterword.invalid/${key}`;

/** The Cache API, or a store that keeps nothing where the browser has none, refuses, or is full. */
export function browserStore(storage: CacheStorage | undefined): Store {
  const opened = async () => (storage === undefined ? undefined : storage.open(CACHE));
  const quietly = async <T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> => {
    try {
      const cache = await opened();
      return cache && (await work(cache));
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) =>
      quietly(async (cache) => {
        const found = await cache.match(addressOf(key));
        return found && new Uint8Array(await found.arrayBuffer());
      }),
    put: async (key, bytes) =>
      void (await quietly((cache) => cache.put(addressOf(key), new Response(bytes)))),
    delete: async (key) => void (await quietly((cache) => cache.delete(addressOf(key)))),
  };
}

/** What a manifest promises of a file. */
export interface Promised {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Of one file: bytes so far, and where they come from. */
export type Progress = (loaded: number, from: 'network' | 'cache') => void;

/** The SHA-256 hash of the bytes, as 64 lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What `make` makes of bytes while their hash is computed on another thread; undefined where the hash is another. */
async function madeOf<Made>(
  bytes: Uint8Array<ArrayBuffer>,
  promised: Promised,
  make: (bytes: Uint8Array) => Made | Promise<Made>,
): Promise<{ made: Made } | undefined> {
  const hash = sha256(bytes);
  // What is wrong with bytes that are not the promised ones is of no interest.
  const [made] = await Promise.allSettled([(async () => make(bytes))()]);
  if ((await hash) !== promised.sha256) return undefined;
  if (made.status === 'rejected') throw made.reason;
  return { made: made.value };
}

/**
 * What `make` makes of a file that is what its manifest promises: from the store, else from the network, once. What the
 * store has and is another is thrown away, with what was made of it. Throws LocalError, what `make` throws, or the
 * signal's reason.
 */
export async function readFile<Made>(
  url: string,
  promised: Promised,
  make: (bytes: Uint8Array) => Made | Promise<Made>,
  { fetch, store, signal }: { fetch: typeof globalThis.fetch; store: Store; signal?: AbortSignal },
  progress: Progress,
): Promise<Made> {
  const key = `sha256/${promised.sha256}`;
  const kept = await store.get(key);
  if (kept !== undefined) {
    const known = kept.length === promised.bytes ? await madeOf(kept, promised, make) : undefined;
    if (known) {
      progress(kept.length, 'cache');
      return known.made;
    }
    await store.delete(key);
  }
  const bytes = await download(url, promised.bytes, fetch, signal, progress);
  const loaded = await madeOf(bytes, promised, make);
  if (!loaded) throw new LocalError('corrupt', `${url} is not the file that its manifest names`);
  await store.put(key, bytes);
  return loaded.made;
}

async function download(
  url: string,
  length: number,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | undefined,
  progress: Progress,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(url, fetch, signal);
  const bytes = new Uint8Array(length);
  let loaded = 0;
  const reader = response.body!.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (loaded + part.value.length > length)
        throw new LocalError('corrupt', `${url} is longer than ${length} bytes`);
      bytes.set(part.value, loaded);
      loaded += part.value.length;
      progress(loaded, 'network');
    }
  } catch (cause) {
    if (cause instanceof LocalError || signal?.aborted) throw cause;
    throw new LocalError('unreachable', `${url} broke off after ${loaded} of ${length} bytes`, { cause });
  }
  if (loaded !== length) throw new LocalError('corrupt', `${url} has ${loaded} bytes, not ${length}`);
  return bytes;
}

/** An answer of status 200. Throws LocalError, or the signal's reason. */
export async function request(
  url: string,
  fetch: typeof globalThis.fetch,
  signal?: AbortSignal,
  init?: RequestInit,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new LocalError('unreachable', `${url} cannot be reached`, { cause });
  }
  if (response.ok) return response;
  const code = response.status === 401 || response.status === 403 ? 'forbidden' : 'unreachable';
  throw new LocalError(code, `${url} answered ${response.status}`);
}
