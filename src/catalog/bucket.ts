/** The one place that talks to R2. Keys are the layout of `models/`: `<name>/alias.json`, `<name>/<version>/<file>`. */
import { AppError } from '../errors.ts';
import { hex } from '../text/hex.ts';

/** An object of R2 without its body, which a failed condition leaves out. */
interface StoredHead {
  readonly etag: string;
  readonly checksums: { readonly sha256?: ArrayBuffer };
}

interface StoredObject extends StoredHead {
  readonly body: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}

/** What is needed of an R2 bucket. A binding is one, whichever version of Cloudflare's types it has. */
export interface ModelBucket {
  get(
    key: string,
    options?: { onlyIf?: { etagDoesNotMatch?: string } },
  ): Promise<StoredObject | StoredHead | null>;
  list(options?: { delimiter?: string; cursor?: string }): Promise<{
    delimitedPrefixes: string[];
    truncated: boolean;
    cursor?: string;
  }>;
}

export interface StoredText {
  text: string;
  etag: string;
}

export interface StoredBytes {
  bytes: Uint8Array;
  /** In hexadecimal; R2 checked it against the bytes when they came in. Missing when the writer named none. */
  sha256?: string;
}

export interface Bucket {
  /** Bytes of an object; null when there is none. */
  read(key: string): Promise<StoredBytes | null>;
  /** Text of an object; null when there is none, `unchanged` when its etag is still `knownEtag`. */
  readText(key: string, knownEtag?: string): Promise<StoredText | 'unchanged' | null>;
  /** First segments of all keys: the names of the models. */
  names(): Promise<string[]>;
}

/** Every method throws `storage_unavailable` when R2 does. */
export function createBucket(r2: ModelBucket): Bucket {
  return {
    read: (key) =>
      guarded(key, async () => {
        const object = await r2.get(key);
        if (object === null || !('body' in object)) return null;
        const { sha256 } = object.checksums;
        return {
          bytes: new Uint8Array(await object.arrayBuffer()),
          sha256: sha256 && hex(new Uint8Array(sha256)),
        };
      }),
    readText: (key, knownEtag) =>
      guarded(key, async () => {
        const object = await r2.get(key, { onlyIf: knownEtag ? { etagDoesNotMatch: knownEtag } : undefined });
        if (object === null) return null;
        // A failed condition answers the object without its body.
        return 'body' in object ? { text: await object.text(), etag: object.etag } : 'unchanged';
      }),
    names: () =>
      guarded('', async () => {
        const names: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await r2.list({ delimiter: '/', cursor });
          names.push(...page.delimitedPrefixes.map((prefix) => prefix.slice(0, -1)));
          cursor = page.truncated ? page.cursor : undefined;
        } while (cursor !== undefined);
        return names;
      }),
  };
}

async function guarded<T>(key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new AppError('storage_unavailable', `The model store did not answer for "${key}".`, { cause });
  }
}
