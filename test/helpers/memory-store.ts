/** A store in memory to publish to; what happens before each of its operations is up to the test. */
import { createHash } from 'node:crypto';
import type { ModelStore } from '../../model-build/publish/store.ts';

export interface MemoryStore extends ModelStore {
  objects: Map<string, Uint8Array>;
}

/** `operate` runs an operation: at once, later, or never. */
export function createMemoryStore(
  operate: <T>(name: string, operation: () => T) => Promise<T> = async (_, operation) => operation(),
): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  const etagOf = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
  return {
    place: 'memory',
    objects,
    get: (key) =>
      operate(`get ${key}`, () => {
        const bytes = objects.get(key);
        return bytes ? { bytes, etag: etagOf(bytes) } : null;
      }),
    putIf: (key, bytes, condition) =>
      operate(`put ${key}`, () => {
        const there = objects.get(key);
        const holds =
          condition === 'absent' ? !there : there !== undefined && etagOf(there) === condition.etag;
        if (holds) objects.set(key, bytes);
        return holds;
      }),
    list: (prefix) =>
      operate(`list ${prefix}`, () =>
        [...objects]
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, bytes]) => ({ key, bytes: bytes.length })),
      ),
    remove: (key) => operate(`remove ${key}`, () => void objects.delete(key)),
    close: async () => {},
  };
}
