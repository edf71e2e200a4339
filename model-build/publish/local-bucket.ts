/** The local R2 that `wrangler dev` reads, and copying `models/` into it. The directory's layout is the key layout. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getPlatformProxy } from 'wrangler';
import { AliasSchema, ManifestSchema } from '../../src/contract/manifest.ts';

/** The part of an R2 binding that seeding uses. */
export interface Store {
  head(key: string): Promise<{ checksums: { sha256?: ArrayBuffer } } | null>;
  put(key: string, bytes: Uint8Array, options: { sha256: string }): Promise<unknown>;
}

export interface Seeded {
  /** Models whose alias is in place. */
  models: string[];
  /** Objects written; the others were there already, byte for byte. */
  written: number;
}

/**
 * Puts every model of a directory into a store: files first, then the manifest, the alias last, so that nothing is
 * named before it is there. Throws when a manifest or an alias is not valid.
 */
export async function seedStore(store: Store, modelsDir: string): Promise<Seeded> {
  const models: string[] = [];
  let written = 0;
  for (const name of await directories(modelsDir)) {
    if (!existsSync(join(modelsDir, name, 'alias.json'))) continue;
    const keys: string[] = [];
    for (const version of await directories(join(modelsDir, name))) {
      const manifestPath = join(modelsDir, name, version, 'manifest.json');
      const manifest = ManifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
      const files = [...Object.keys(manifest.files), 'manifest.json'];
      keys.push(...files.map((file) => `${name}/${version}/${file}`));
    }
    AliasSchema.parse(JSON.parse(await readFile(join(modelsDir, name, 'alias.json'), 'utf8')));
    for (const key of [...keys, `${name}/alias.json`]) {
      if (await putIfNew(store, key, await readFile(join(modelsDir, key)))) written++;
    }
    models.push(name);
  }
  return { models, written };
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
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const stored = (await store.head(key))?.checksums.sha256;
  if (stored && Buffer.from(stored).toString('hex') === sha256) return false;
  await store.put(key, bytes, { sha256 });
  return true;
}

async function directories(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true });
  const isVisible = (name: string) => !name.startsWith('.');
  return entries.filter((entry) => entry.isDirectory() && isVisible(entry.name)).map((entry) => entry.name);
}
