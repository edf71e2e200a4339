/** Which version of a model is served: the one mutable object of the catalog, believed for a while. */
import { type Alias, AliasSchema } from '../contract/manifest.ts';
import { AppError } from '../errors.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Bucket } from './bucket.ts';
import { parseJson } from './parse-json.ts';

interface Known {
  alias: Alias;
  etag: string;
  readAtMs: number;
}

/** Names without an alias that are remembered: strangers can think of any number. */
export const MOST_REFUSED = 1000;

export class Aliases {
  readonly #bucket: Bucket;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  /** Names without an alias, or with one that cannot be read, and until when that is believed, in ms. */
  readonly #refused = new BoundedMap<string, { error: AppError | null; untilMs: number }>(MOST_REFUSED);

  /** `now` is in milliseconds. */
  constructor(bucket: Bucket, ttlMs: number, now: () => number) {
    this.#bucket = bucket;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  /**
   * The alias of a model, null when there is no such model; both are believed for `ttlMs`, and so is an alias that
   * cannot be read. An old alias outlives a store that does not answer.
   * Throws `storage_unavailable`, `model_corrupt`.
   */
  async read(name: string): Promise<Alias | null> {
    const known = this.#known.get(name);
    if (known && this.#now() - known.readAtMs < this.#ttlMs) return known.alias;
    const refused = this.#refused.get(name);
    if (refused && this.#now() < refused.untilMs) {
      if (refused.error) throw refused.error;
      return null;
    }
    try {
      return await this.#reread(name, known);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'storage_unavailable') this.#refuse(name, error);
      else if (known) return known.alias;
      throw error;
    }
  }

  async #reread(name: string, known: Known | undefined): Promise<Alias | null> {
    const key = `${name}/alias.json`;
    const stored = await this.#bucket.readText(key, known?.etag);
    if (stored === null) {
      this.#known.delete(name);
      this.#refuse(name, null);
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

  #refuse(name: string, error: AppError | null): void {
    this.#refused.set(name, { error, untilMs: this.#now() + this.#ttlMs });
  }
}
