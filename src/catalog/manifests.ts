/**
 * Manifests that were read before. The files of a version never change, so a manifest is read once; one that cannot be
 * read is tried again after a while, not at every request.
 */
import type { Manifest } from '../contract/manifest.ts';
import { AppError } from '../errors.ts';
import { readManifest } from './artefact.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Bucket } from './bucket.ts';
import { REST_MS } from './served-versions.ts';

/** Versions whose manifests are remembered: some 10 kB each. */
export const MOST_MANIFESTS = 64;

/** Manifests that were read, by version. */
export class Manifests {
  readonly #bucket: Bucket;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, Manifest>(MOST_MANIFESTS);
  readonly #failed = new BoundedMap<string, { error: AppError; untilMs: number }>(MOST_MANIFESTS);

  /** A failure is believed for `ttlMs`; `now` is in milliseconds. */
  constructor(bucket: Bucket, ttlMs: number, now: () => number) {
    this.#bucket = bucket;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  /** Throws as `readManifest` does. */
  async read(name: string, version: string): Promise<Manifest> {
    const key = `${name}/${version}`;
    const known = this.#known.get(key);
    if (known) return known;
    const failed = this.#failed.get(key);
    if (failed && this.#now() < failed.untilMs) throw failed.error;
    // While one request reads it again, the others believe for a while longer.
    if (failed) failed.untilMs = this.#now() + Math.min(REST_MS, this.#ttlMs);
    try {
      const manifest = await readManifest(this.#bucket, name, version);
      this.#known.set(key, manifest);
      this.#failed.delete(key);
      return manifest;
    } catch (error) {
      // A store that does not answer says nothing about the version.
      if (error instanceof AppError && error.code !== 'storage_unavailable') {
        this.#failed.set(key, { error, untilMs: this.#now() + this.#ttlMs });
      }
      throw error;
    }
  }

  /** To be called when a version would not load: its manifest may be what was wrong. */
  forget(name: string, version: string): void {
    this.#known.delete(`${name}/${version}`);
  }
}
