/** Which version of a model is served: the one mutable object of the catalog, believed for a while. */
import { type Alias, AliasSchema } from '../contract/manifest.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Bucket } from './bucket.ts';
import { parseJson } from './parse-json.ts';

interface KnownVersion {
  alias: Alias;
  etag: string;
  readAtMs: number;
}

/** Names without an alias that are remembered: strangers can think of any number. */
export const MOST_REFUSED = 1000;
/**
 * How long a store that does not answer, or has not answered yet, is left alone by those who can do without: not less
 * than news may take, so that one read at a time is under way.
 */
export const REST_MS = 1000;

/** Aliases by model name, each believed for a while. */
export class Aliases {
  readonly #bucket: Bucket;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #known = new Map<string, KnownVersion>();
  /** Names without an alias, or with one that cannot be read, and until when that is believed, in ms. */
  readonly #refused = new BoundedMap<string, { error: AppError | null; untilMs: number }>(MOST_REFUSED);

  /** `now` is in milliseconds. */
  constructor(bucket: Bucket, ttlMs: number, now: () => number, log: Log) {
    this.#bucket = bucket;
    this.#log = log;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  /**
   * The alias of a model, null when there is no such model; both are believed for `ttlMs`, and so is an alias that
   * cannot be read. A known alias outlives a store that does not answer, and an alias after it that cannot be read.
   * When the time is up, one request asks the store; the others believe for a while longer instead of waiting for it,
   * since a promise of another request may never settle.
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
    const restMs = Math.min(REST_MS, this.#ttlMs);
    if (known) known.readAtMs = this.#now() - this.#ttlMs + restMs;
    if (refused) refused.untilMs = this.#now() + restMs;
    try {
      return await this.#reread(name, known);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (known) return this.#keep(name, known, error);
      if (error.code !== 'storage_unavailable') this.#refuse(name, error);
      throw error;
    }
  }

  #keep(name: string, known: KnownVersion, { code, message }: AppError): Alias {
    const restMs = code === 'storage_unavailable' ? Math.min(REST_MS, this.#ttlMs) : this.#ttlMs;
    known.readAtMs = this.#now() - this.#ttlMs + restMs;
    this.#log('alias_kept', { model: name, code, reason: message });
    return known.alias;
  }

  async #reread(name: string, known: KnownVersion | undefined): Promise<Alias | null> {
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
