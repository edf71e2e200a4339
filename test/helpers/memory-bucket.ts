/** A bucket in memory that can break, and counts what is read of it. */
import { createHash } from 'node:crypto';
import type { Bucket } from '../../src/catalog/bucket.ts';
import { AppError } from '../../src/errors.ts';

export interface MemoryBucket extends Bucket {
  objects: Map<string, Uint8Array>;
  /** Keys whose bytes were handed out, in order. */
  reads: string[];
  /** What the store says of every object's hash; undefined when it knows none. */
  sha256: string | undefined;
  /** Fails every read while set. */
  down: boolean;
  putJson(key: string, value: unknown): void;
}

export function createMemoryBucket(): MemoryBucket {
  const objects = new Map<string, Uint8Array>();
  const read = (key: string): Uint8Array | null => {
    if (bucket.down) throw new AppError('storage_unavailable', `no answer for ${key}`);
    const bytes = objects.get(key);
    return bytes ?? null;
  };
  const bucket: MemoryBucket = {
    objects,
    reads: [],
    sha256: undefined,
    down: false,
    putJson: (key, value) => void objects.set(key, new TextEncoder().encode(JSON.stringify(value))),
    async read(key) {
      const bytes = read(key);
      if (bytes === null) return null;
      bucket.reads.push(key);
      return { bytes, sha256: bucket.sha256 };
    },
    async readText(key, knownEtag) {
      const bytes = read(key);
      if (bytes === null) return null;
      const etag = createHash('md5').update(bytes).digest('hex');
      if (etag === knownEtag) return 'unchanged';
      bucket.reads.push(key);
      return { text: new TextDecoder().decode(bytes), etag };
    },
    async names() {
      return [...new Set([...objects.keys()].map((key) => key.split('/')[0]))];
    },
  };
  return bucket;
}
