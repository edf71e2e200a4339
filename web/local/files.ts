/** A model's files in the browser: kept by the hash of their content, and never used unless they have it. */
import { hex } from '../../src/text/hex.ts';
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
  const opening = storage?.open(CACHE);
  const quietly = async <T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> => {
    try {
      const cache = await opening;
      return cache && (await work(cache));
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) =>
      quietly(async (cache) => {
        const found = await cache.match(addressOf(key));
        return found && new Uint8Array(await (await found.blob()).arrayBuffer());
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
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/**
 * What `make` makes of a file that is what its manifest promises: from the store, else from the network, once. It is made
 * while the hash is computed, and is nothing where that is another. What the store has and is another is thrown away.
 * Throws LocalError, the signal's reason, or as `make` does.
 */
export async function readFile<Made>(
  url: string,
  promised: Promised,
  { fetch, store, signal }: { fetch: typeof globalThis.fetch; store: Store; signal?: AbortSignal },
  progress: Progress,
  make: (bytes: Uint8Array<ArrayBuffer>) => Promise<Made>,
): Promise<Made> {
  const key = `sha256/${promised.sha256}`;
  const proven = async (bytes: Uint8Array<ArrayBuffer>): Promise<{ made: Made } | undefined> => {
    const hash = sha256(bytes);
    const making = make(bytes);
    making.catch(() => {});
    return (await hash) === promised.sha256 ? { made: await making } : undefined;
  };
  const kept = await store.get(key);
  if (kept !== undefined) {
    const found = await proven(kept);
    if (found) {
      progress(kept.length, 'cache');
      return found.made;
    }
    await store.delete(key);
  }
  const bytes = await download(url, promised.bytes, fetch, signal, progress);
  const loaded = await proven(bytes);
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
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new LocalError('unreachable', `${url} cannot be reached`, { cause });
  }
  if (response.ok) return response;
  const code = response.status === 401 || response.status === 403 ? 'forbidden' : 'unreachable';
  throw new LocalError(code, `${url} answered ${response.status}`);
}
