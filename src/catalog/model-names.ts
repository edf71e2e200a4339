/** The names of all models, listed once in a while: a list is the dearest thing that a stranger can ask R2 for. */
import { AppError } from '../errors.ts';
import type { Bucket } from './bucket.ts';
import { REST_MS } from './served-versions.ts';

/** Names of models, believed for a while. */
export class ModelNames {
  readonly #bucket: Bucket;
  readonly #ttlMs: number;
  readonly #now: () => number;
  #known: { names: string[]; readAtMs: number } | undefined;

  /** `now` is in milliseconds. */
  constructor(bucket: Bucket, ttlMs: number, now: () => number) {
    this.#bucket = bucket;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  /** An old list outlives a store that does not answer; one request at a time asks for a new one. Throws `storage_unavailable` when there is none. */
  async read(): Promise<string[]> {
    const known = this.#known;
    if (known && this.#now() - known.readAtMs < this.#ttlMs) return known.names;
    const rest = () => {
      if (known) known.readAtMs = this.#now() - this.#ttlMs + Math.min(REST_MS, this.#ttlMs);
    };
    rest();
    try {
      const names = await this.#bucket.names();
      this.#known = { names, readAtMs: this.#now() };
      return names;
    } catch (error) {
      if (!known || !(error instanceof AppError)) throw error;
      rest();
      return known.names;
    }
  }
}
