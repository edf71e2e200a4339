/** Which version of a model is served: the one mutable object of the catalog, believed for a while. */
import { type Alias, AliasSchema } from '../contract/manifest.ts';
import { AppError } from '../errors.ts';
import type { Bucket } from './bucket.ts';
import { parseJson } from './parse-json.ts';

interface Known {
  alias: Alias;
  etag: string;
  readAtMs: number;
}

export class Aliases {
  readonly #bucket: Bucket;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  /** `now` is in milliseconds. */
  constructor(bucket: Bucket, ttlMs: number, now: () => number) {
    this.#bucket = bucket;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  /**
   * The alias of a model, null when there is no such model. An old alias outlives a store that does not answer.
   * Throws `storage_unavailable`, `model_corrupt`.
   */
  async read(name: string): Promise<Alias | null> {
    const known = this.#known.get(name);
    if (known && this.#now() - known.readAtMs < this.#ttlMs) return known.alias;
    try {
      return await this.#reread(name, known);
    } catch (error) {
      if (known && error instanceof AppError && error.code === 'storage_unavailable') return known.alias;
      throw error;
    }
  }

  async #reread(name: string, known: Known | undefined): Promise<Alias | null> {
    const key = `${name}/alias.json`;
    const stored = await this.#bucket.readText(key, known?.etag);
    if (stored === null) {
      this.#known.delete(name);
      return null;
    }
    if (stored === 'unchanged') {
      known!.readAtMs = this.#now();
      return known!.alias;
    }
    const alias = parseJson(AliasSchema, stored.text, key);
    this.#known.set(name, { alias, etag: stored.etag, readAtMs: this.#now() });
    return alias;
  }
}
