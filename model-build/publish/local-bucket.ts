/** The local R2 that `wrangler dev` reads, and copying `models/` into it. The directory's layout is the key layout. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getPlatformProxy } from 'wrangler';
import { sha256 } from '../sha256.ts';
import { folders, readWholeModel, type Skipped } from './whole-model.ts';

/** The part of an R2 binding that seeding uses. */
export interface Store {
  head(key: string): Promise<{ checksums: { sha256?: ArrayBuffer } } | null>;
  put(key: string, bytes: Uint8Array, options: { sha256: string }): Promise<unknown>;
}

/** The result of filling a local bucket with the models of a folder. */
export interface Seeded {
  /** Models whose alias is in place. */
  models: string[];
  /** Objects written; the others were there already, byte for byte. */
  written: number;
  skipped: Skipped[];
}

/**
 * Puts every whole model of a directory into a store: files first, then the manifest, the alias last, so that nothing
 * is named before it is there. What is damaged is left out and told of: a version alone, or its model where the alias
 * names no other version. Throws when the directory cannot be read or the store fails.
 */
export async function seedStore(store: Store, modelsDir: string): Promise<Seeded> {
  const seeded: Seeded = { models: [], written: 0, skipped: [] };
  for (const name of await folders(modelsDir)) {
    if (!existsSync(join(modelsDir, name, 'alias.json'))) continue;
    const model = await readWholeModel(modelsDir, name);
    seeded.skipped.push(...model.skipped);
    if (!model.alias) continue;
    for (const { key, bytes } of [...model.objects, model.alias]) {
      if (await putIfNew(store, key, bytes)) seeded.written++;
    }
    seeded.models.push(name);
  }
  return seeded;
}

/** What was seeded, for people: a line, and one more for each thing that was skipped. */
export function describeSeeded({ models, written, skipped }: Seeded): string {
  const held = `local R2 holds ${models.join(', ') || 'no models'} (${written} objects written)`;
  return [held, ...skipped.map(({ path, reason }) => `skipped models/${path}: ${reason}`)].join('\n');
}

/** Seeds the project's own local store. */
export async function seedLocalStore(root: string): Promise<Seeded> {
  const { bucket, dispose } = await openLocalBucket<Store>();
  try {
    return await seedStore(bucket, join(root, 'models'));
  } finally {
    await dispose();
  }
}

/**
 * The bucket of local R2. `persistTo` is the folder of wrangler dev's option `--persist-to`, its default when absent.
 * `dispose` ends the process behind the bucket.
 */
export async function openLocalBucket<Bucket>(
  persistTo?: string,
): Promise<{ bucket: Bucket; dispose(): Promise<void> }> {
  const { env, dispose } = await getPlatformProxy<{ MODELS: Bucket }>({
    configPath: join(import.meta.dirname, '../../wrangler.toml'),
    persist: persistTo === undefined || { path: join(persistTo, 'v3') },
    remoteBindings: false,
  });
  return { bucket: env.MODELS, dispose };
}

async function putIfNew(store: Store, key: string, bytes: Uint8Array): Promise<boolean> {
  const hash = sha256(bytes);
  const stored = (await store.head(key))?.checksums.sha256;
  if (stored && Buffer.from(stored).toString('hex') === hash) return false;
  await store.put(key, bytes, { sha256: hash });
  return true;
}
