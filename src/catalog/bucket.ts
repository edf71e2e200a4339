/** The one place that talks to R2. Keys are the layout of `models/`: `<name>/alias.json`, `<name>/<version>/<file>`. */
import { AppError } from '../errors.ts';
import { hex } from '../text/hex.ts';

/** The longest pause before the first retry; it doubles with each. */
const PAUSE_MS = 100;

interface Limits {
  /** How often a read is tried again. */
  retries: number;
  /** How long one may take. */
  longestMs: number;
}

const NEEDED: Limits = { retries: 2, longestMs: 10_000 };
/** For news of what is known: whoever waits for them could be answered without. */
const NEWS: Limits = { retries: 0, longestMs: 1000 };

/** Pages of a list, of a thousand models each: a list that never ends is none. */
const MOST_PAGES = 10;

/** An object of R2 without its body, which a failed condition leaves out. */
interface StoredHead {
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
  readonly checksums: { readonly sha256?: ArrayBuffer };
}

interface StoredObject extends StoredHead {
  readonly body: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Bytes of an object from `offset` on. */
export interface ByteRange {
  offset: number;
  /** At least 1. */
  length: number;
}

/** What is needed of an R2 bucket. A binding is one, whichever version of Cloudflare's types it has. */
export interface ModelBucket {
  get(
    key: string,
    options?: { onlyIf?: { etagDoesNotMatch?: string }; range?: ByteRange },
  ): Promise<StoredObject | StoredHead | null>;
  head(key: string): Promise<StoredHead | null>;
  list(options?: { delimiter?: string; cursor?: string }): Promise<{
    delimitedPrefixes: string[];
    truncated: boolean;
    cursor?: string;
  }>;
}

/** A text of the store, with its etag. */
export interface StoredText {
  text: string;
  etag: string;
}

/** Bytes of the store, with their hash. */
export interface StoredBytes {
  bytes: Uint8Array;
  /** In hexadecimal; R2 checked it against the bytes when they came in. Missing when the writer named none. */
  sha256?: string;
}

/** An object that is handed on as it arrives: nothing of it is held. */
export interface StoredStream extends StoredSize {
  body: ReadableStream<Uint8Array>;
}

/** The etag and the size of an object. */
export interface StoredSize {
  etag: string;
  /** Of the whole object. */
  bytes: number;
}

/** What the catalog needs of a store. */
export interface Bucket {
  /** Bytes of an object; null when there is none. */
  read(key: string): Promise<StoredBytes | null>;
  /**
   * Text of an object; null when there is none, `unchanged` when its etag is still `knownEtag`. Whoever knows an etag
   * has an older text, and is told of a failure at once instead of after retries.
   */
  readText(key: string, knownEtag?: string): Promise<StoredText | 'unchanged' | null>;
  /** First segments of all keys: the names of the models. */
  names(): Promise<string[]>;
}

/** The same objects, for who hands them on as they are. */
export interface FileStore {
  /** Length of an object; null when there is none. */
  size(key: string): Promise<StoredSize | null>;
  /** An object or a part of it, as a stream; null when there is none. */
  stream(key: string, range?: ByteRange): Promise<StoredStream | null>;
}

/** What retries need of the platform. */
export interface Patience {
  /** Waits so many milliseconds, or until the signal aborts; never rejects. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

/**
 * Every method tries twice again, after pauses with full jitter, when R2 throws, is silent for ten seconds or sends
 * fewer bytes than the object has. Throws `storage_unavailable` when that did not help.
 */
export function createBucket(r2: ModelBucket, patience: Patience): Bucket & FileStore {
  const tried = <T>(key: string, read: () => Promise<T>, limits = NEEDED) =>
    tryAgain(key, read, limits, patience);
  return {
    read: (key) =>
      tried(key, async () => {
        const object = await r2.get(key);
        if (object === null || !('body' in object)) return null;
        const { sha256 } = object.checksums;
        return { bytes: await wholeBody(object), sha256: sha256 && hex(new Uint8Array(sha256)) };
      }),
    readText(key, knownEtag) {
      const onlyIf = knownEtag ? { etagDoesNotMatch: knownEtag } : undefined;
      const read = async () => {
        const object = await r2.get(key, { onlyIf });
        if (object === null) return null;
        // A failed condition answers the object without its body.
        if (!('body' in object)) return 'unchanged';
        return { text: new TextDecoder().decode(await wholeBody(object)), etag: object.etag };
      };
      return tried(key, read, knownEtag ? NEWS : NEEDED);
    },
    size: (key) =>
      tried(key, async () => {
        const object = await r2.head(key);
        return object && { etag: object.etag, bytes: object.size };
      }),
    stream: (key, range) =>
      tried(key, async () => {
        const object = await r2.get(key, { range });
        if (object === null || !('body' in object)) return null;
        return { body: object.body as ReadableStream<Uint8Array>, etag: object.etag, bytes: object.size };
      }),
    names: () => tried('', () => listNames(r2)),
  };
}

async function wholeBody(object: StoredObject): Promise<Uint8Array> {
  const bytes = new Uint8Array(await object.arrayBuffer());
  if (bytes.byteLength === object.size) return bytes;
  throw new Error(`${bytes.byteLength} bytes came of ${object.size}`);
}

async function listNames(r2: ModelBucket): Promise<string[]> {
  const names = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await r2.list({ delimiter: '/', cursor });
    for (const prefix of page.delimitedPrefixes) names.add(prefix.slice(0, -1));
    if (!page.truncated) return [...names];
    cursor = page.cursor;
  }
  throw new Error(`the list does not end after ${MOST_PAGES} pages`);
}

async function tryAgain<T>(
  key: string,
  read: () => Promise<T>,
  limits: Limits,
  patience: Patience,
): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await inTime(read, limits.longestMs, patience);
    } catch (cause) {
      if (retries >= limits.retries) {
        throw new AppError('storage_unavailable', `The model store did not answer for "${key}".`, { cause });
      }
    }
    // Full jitter: many isolates that failed at one moment do not ask again at one moment.
    await patience.pause(patience.random() * PAUSE_MS * 2 ** retries);
  }
}

/** Throws what `read` throws, and an error when it takes too long. */
async function inTime<T>(read: () => Promise<T>, longestMs: number, { pause }: Patience): Promise<T> {
  const done = new AbortController();
  const tooLong = pause(longestMs, done.signal).then(() => {
    throw new Error(`no answer within ${longestMs} ms`);
  });
  tooLong.catch(() => undefined); // also when the read was faster
  return Promise.race([read().finally(() => done.abort()), tooLong]);
}
