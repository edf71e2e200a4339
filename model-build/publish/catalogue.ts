/** What lies in a store: models, their versions, and which of them are served. */
import type { Alias } from '../../src/contract/manifest.ts';
import { readAlias } from './alias.ts';
import type { ModelStore } from './store.ts';

/** One version of a model in a store. */
export interface PublishedVersion {
  version: string;
  /** Of all its files together. */
  bytes: number;
  /** `incomplete`: its manifest is not there, so it is being published, or was cut off. */
  state: 'current' | 'previous' | 'published' | 'incomplete';
  /** Keys of its files. */
  keys: string[];
}

/** One model in a store. Its alias is null when no version is served. */
export interface PublishedModel {
  name: string;
  alias: Alias | null;
  /** The oldest first. */
  versions: PublishedVersion[];
}

/** Models by name; `only` asks for one, which is then alone in the list, or nothing is. */
export async function listModels(store: ModelStore, only?: string): Promise<PublishedModel[]> {
  const models = new Map<string, Map<string, PublishedVersion>>();
  for (const { key, bytes } of await store.list(only === undefined ? '' : `${only}/`)) {
    const [name, version, file] = key.split('/');
    const versions = models.get(name) ?? new Map<string, PublishedVersion>();
    models.set(name, versions);
    if (file === undefined) continue;
    const entry = versions.get(version) ?? { version, bytes: 0, state: 'incomplete', keys: [] };
    versions.set(version, entry);
    entry.bytes += bytes;
    entry.keys.push(key);
    if (file === 'manifest.json') entry.state = 'published';
  }
  const listed: PublishedModel[] = [];
  for (const [name, found] of models) {
    const alias = (await readAlias(store, name))?.alias ?? null;
    const versions = [...found.values()].sort((a, b) => byNumbers(a.version, b.version));
    for (const entry of versions) {
      if (entry.state === 'incomplete') continue;
      if (entry.version === alias?.current) entry.state = 'current';
      if (entry.version === alias?.previous) entry.state = 'previous';
    }
    listed.push({ name, alias, versions });
  }
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** 1.10.0 comes after 1.9.0. */
const byNumbers = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
