/** Deletes what is neither served nor the way back. */

import { manifestKey } from '../artefact/reference.ts';
import { readAlias } from './alias.ts';
import { listModels, type PublishedVersion } from './catalogue.ts';
import type { ModelStore } from './store.ts';

/**
 * Versions that pruning would delete: all but the current and the previous one, half-published ones among them.
 * @throws Error when no version has been promoted: then nobody has said what is wanted.
 */
export async function prunable(store: ModelStore, name: string): Promise<PublishedVersion[]> {
  const [model] = await listModels(store, name);
  if (!model) throw new Error(`${store.place} holds no ${name}`);
  const { alias, versions } = model;
  if (alias === null)
    throw new Error(`no version of ${name} is promoted yet: nothing says which ones to keep`);
  return versions.filter(({ version }) => version !== alias.current && version !== alias.previous);
}

/**
 * Deletes a version, its manifest first: cut off anywhere, what is left is an incomplete version, never one that names
 * files which are gone.
 * @throws Error when it was promoted meanwhile; it is whole then.
 */
export async function prune(
  store: ModelStore,
  name: string,
  { version, keys }: PublishedVersion,
): Promise<void> {
  const key = manifestKey({ name, version });
  const manifest = await store.get(key);
  await store.remove(key);
  // Looked at after the manifest has gone: a promotion either shows here, or finds no manifest.
  const alias = (await readAlias(store, name))?.alias;
  if (alias?.current === version || alias?.previous === version) {
    if (manifest) await store.putIf(key, manifest.bytes, 'absent');
    throw new Error(`${name} ${version} was promoted meanwhile: it is kept`);
  }
  for (const file of keys) if (file !== key) await store.remove(file);
}
