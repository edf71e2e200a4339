/** Objects at hand as the Worker's own loader reads them. */
import type { Bucket } from '../../src/catalog/bucket.ts';

/** `objects` by key; they do not change. */
export function objectsBucket(objects: ReadonlyMap<string, Uint8Array>): Bucket {
  return {
    async read(key) {
      const bytes = objects.get(key);
      return bytes ? { bytes } : null;
    },
    async readText(key) {
      const bytes = objects.get(key);
      return bytes ? { text: new TextDecoder().decode(bytes), etag: key } : null;
    },
    names: async () => [...new Set([...objects.keys()].map((key) => key.slice(0, key.indexOf('/'))))],
  };
}
