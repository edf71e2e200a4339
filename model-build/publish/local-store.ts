/** Local R2, the state that `wrangler dev` serves from, as a store to publish to. */
import type { R2Bucket } from '@cloudflare/workers-types';
import { openLocalBucket } from './local-bucket.ts';
import { type Condition, type Listed, type ModelStore, PAGE_KEYS } from './store.ts';

/** `persistTo` is wrangler dev's option: the folder of its state, `.wrangler/state` in the repository when absent. */
export async function openLocalStore(persistTo?: string, pageKeys = PAGE_KEYS): Promise<ModelStore> {
  const { bucket, dispose } = await openLocalBucket<R2Bucket>(persistTo);
  return {
    place: 'local R2',
    async get(key) {
      const object = await bucket.get(key);
      return object && { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag };
    },
    async putIf(key, bytes, condition) {
      return (await bucket.put(key, bytes, { onlyIf: onlyIf(condition) })) !== null;
    },
    async list(prefix) {
      const found: Listed[] = [];
      let cursor: string | undefined;
      do {
        const page = await bucket.list({ prefix, cursor, limit: pageKeys });
        found.push(...page.objects.map(({ key, size }) => ({ key, bytes: size })));
        cursor = page.truncated ? page.cursor : undefined;
      } while (cursor !== undefined);
      return found;
    },
    remove: (key) => bucket.delete(key),
    close: dispose,
  };
}

const onlyIf = (condition: Condition) =>
  condition === 'absent' ? { etagDoesNotMatch: '*' } : { etagMatches: condition.etag };
