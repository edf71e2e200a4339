/**
 * Uploads a version. Nothing serves it before it is promoted, so it may be cut off anywhere; the same command goes on.
 *
 * Files go one after another, in the same order whoever publishes, each only where there is nothing yet. Of two
 * publishers with different bytes, exactly one wins the first file in which they differ, and the other stops there: a
 * version never becomes a mixture.
 */
import { checkGraphMatches } from '../../src/catalog/graph-check.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import { versionPrefix } from '../artefact/reference.ts';
import { sha256 } from '../sha256.ts';
import { proveQuality } from './quality-gate.ts';
import type { ModelStore } from './store.ts';

/** One version of a model in memory: its parsed manifest and the bytes of its files. */
export interface VersionFiles {
  manifest: Manifest;
  /** By name, manifest.json among them. */
  files: ReadonlyMap<string, Uint8Array>;
}

/** What became of a file, or would become of it. */
export type Report = (key: string, bytes: number, fate: 'stored' | 'there already' | 'to be stored') => void;

/**
 * Resolves with the number of files written; the others were there, byte for byte.
 * @throws Error when the model does not pass the quality gate, when its graph is not what its manifest says, or when the
 * version is there with other bytes.
 */
export async function publish(store: ModelStore, version: VersionFiles, report: Report): Promise<number> {
  prove(version);
  let written = 0;
  for (const [key, bytes] of objects(version)) {
    const stored = await store.putIf(key, bytes, 'absent');
    if (stored) written++;
    else await provePresent(store, key, bytes);
    report(key, bytes.length, stored ? 'stored' : 'there already');
  }
  return written;
}

/** Tells what `publish` would do. Throws as it does. */
export async function rehearse(store: ModelStore, version: VersionFiles, report: Report): Promise<void> {
  prove(version);
  const present = new Set((await store.list(versionPrefix(version.manifest))).map(({ key }) => key));
  for (const [key, bytes] of objects(version)) {
    if (present.has(key)) await provePresent(store, key, bytes);
    report(key, bytes.length, present.has(key) ? 'there already' : 'to be stored');
  }
}

/** What would fail in the Worker, or serve worse text, is not stored. */
function prove({ manifest, files }: VersionFiles): void {
  proveQuality(manifest);
  checkGraphMatches(files.get('model.onnx')!, manifest);
}

/** Keys and bytes in the order of their upload: the manifest, which makes it a version, last. */
function objects({ manifest, files }: VersionFiles): [key: string, bytes: Uint8Array][] {
  const names = [...Object.keys(manifest.files).sort(), 'manifest.json'];
  return names.map((name) => [versionPrefix(manifest) + name, files.get(name)!]);
}

async function provePresent(store: ModelStore, key: string, bytes: Uint8Array): Promise<void> {
  const found = await store.get(key);
  if (found && sha256(found.bytes) === sha256(bytes)) return;
  throw new Error(
    `${key} is in ${store.place} already, with other bytes (sha256 ${found ? sha256(found.bytes) : 'unknown'}, this one has ${sha256(bytes)}). ` +
      'Somebody published this version first, and versions never change: give the recipe a new version and build again',
  );
}
