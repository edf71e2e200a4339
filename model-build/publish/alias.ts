/**
 * Which version is served. The alias is the one object that changes, and only by compare-and-swap: of two people who
 * move it at once, one succeeds and the other is told.
 */
import { type Alias, AliasSchema, type Manifest, ManifestSchema } from '../../src/contract/manifest.ts';
import { aliasKey, manifestKey, showReference, type VersionReference } from '../artefact/reference.ts';
import { proveNoWorse } from './quality-gate.ts';
import type { ModelStore } from './store.ts';
import { verifyVersion } from './verify.ts';

interface KnownAlias {
  alias: Alias;
  etag: string;
}

/** Null while no version of the model has been promoted. @throws Error when it is not an alias. */
export async function readAlias(store: ModelStore, name: string): Promise<KnownAlias | null> {
  const stored = await store.get(aliasKey(name));
  if (stored === null) return null;
  try {
    return {
      alias: AliasSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes))),
      etag: stored.etag,
    };
  } catch (cause) {
    throw new Error(`${aliasKey(name)} in ${store.place} is not an alias: ${cause}`, { cause });
  }
}

/** Options of a promotion, the change of the version that is served. */
export interface PromotionOptions {
  /** Also when it is worse than what is served. */
  force?: boolean;
}

/**
 * Serves a version that `verifyVersion` finds sound and that is no worse than the served one; that one becomes the
 * previous one.
 * @throws Error when the version is not sound, or worse, or when somebody else moved the alias meanwhile.
 */
export async function promote(
  store: ModelStore,
  reference: VersionReference,
  options: PromotionOptions = {},
): Promise<Alias> {
  const known = await provePromotion(store, reference, options);
  if (known?.alias.current === reference.version) return known.alias;
  const alias = { current: reference.version, previous: known?.alias.current ?? null };
  await swap(store, reference.name, alias, known);
  // A prune may have begun before the alias named this version; it looks at the alias after it took the manifest away.
  if ((await store.get(manifestKey(reference))) === null) {
    throw new Error(
      `${showReference(reference)} was pruned while it was promoted: publish it again, or roll back`,
    );
  }
  return alias;
}

/** All that `promote` does before it moves the alias; resolves with the alias as it is. Throws as it does. */
export async function provePromotion(
  store: ModelStore,
  reference: VersionReference,
  { force = false }: PromotionOptions = {},
): Promise<KnownAlias | null> {
  const known = await readAlias(store, reference.name);
  const { manifest } = await verifyVersion(store, reference);
  if (known && known.alias.current !== reference.version && !force)
    proveNoWorse(manifest, await servedManifest(store, { ...reference, version: known.alias.current }));
  return known;
}

async function servedManifest(store: ModelStore, served: VersionReference): Promise<Manifest> {
  const stored = await store.get(manifestKey(served));
  try {
    return ManifestSchema.parse(JSON.parse(new TextDecoder().decode(stored?.bytes)));
  } catch (cause) {
    throw new Error(
      `${manifestKey(served)} in ${store.place}, of the version that is served, cannot be read, so nothing can be compared with it: --force promotes all the same`,
      { cause },
    );
  }
}

/** Serves the previous version again; the current one becomes the previous. @throws Error when there is none. */
export async function rollback(store: ModelStore, name: string): Promise<Alias> {
  const known = await readAlias(store, name);
  if (known === null) throw new Error(`no version of ${name} is served from ${store.place}`);
  const { current, previous } = known.alias;
  if (previous === null)
    throw new Error(`${name} has no version before ${current}: there is nothing to roll back to`);
  if ((await store.get(manifestKey({ name, version: previous }))) === null) {
    throw new Error(`${name} ${previous} is no longer in ${store.place}: publish it again, then promote it`);
  }
  const alias = { current: previous, previous: current };
  await swap(store, name, alias, known);
  return alias;
}

async function swap(store: ModelStore, name: string, alias: Alias, known: KnownAlias | null): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(alias)}\n`);
  if (await store.putIf(aliasKey(name), bytes, known ? { etag: known.etag } : 'absent')) return;
  const now = (await readAlias(store, name))?.alias;
  // Our own write, whose answer was lost before it was tried again.
  if (now?.current === alias.current && now.previous === alias.previous) return;
  throw new Error(
    `somebody else moved the alias of ${name} meanwhile: ${now?.current ?? 'nothing'} is served now, not ${known?.alias.current ?? 'nothing'}. Nothing was changed; look again and repeat`,
  );
}
