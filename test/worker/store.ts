/** The local R2 of a test file, and models to put into it. */

import { env } from 'cloudflare:workers';
import { encodeBackground } from '../../src/cache-model/background.ts';
import { type Alias, type Manifest, ManifestSchema } from '../../src/contract/manifest.ts';

/** The model that most tests use. */
export const MODEL = 'fixture-gru';

export const store = env as unknown as { MODELS: R2Bucket; MODEL_FILES: Fetcher; RUNTIME: string };

/** The runtime that serves in this test run. */
export const RUNTIME = store.RUNTIME === 'ort' ? 'ort' : 'kernels';

/** A model version as a test may bend it, before it goes into the store. */
export interface Version {
  manifest: Manifest;
  files: Map<string, Uint8Array>;
}

async function fetchFile(key: string): Promise<Uint8Array> {
  const response = await store.MODEL_FILES.fetch(`http://files/${key}`);
  if (!response.ok) throw new Error(`${key}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The current version of a model of the repository, or of `random`. */
export async function readVersion(name: string): Promise<Version> {
  const text = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
  const { current } = text(await fetchFile(`${name}/alias.json`)) as Alias;
  const manifest = ManifestSchema.parse(text(await fetchFile(`${name}/${current}/manifest.json`)));
  const files = new Map<string, Uint8Array>();
  for (const file of Object.keys(manifest.files)) {
    files.set(file, await fetchFile(`${name}/${current}/${file}`));
  }
  return { manifest, files };
}

/** Stores a version under `name/version`, whose manifest then says so too. */
export async function putVersion({ manifest, files }: Version, name: string, version: string): Promise<void> {
  const prefix = `${name}/${version}`;
  for (const [file, bytes] of files) await store.MODELS.put(`${prefix}/${file}`, bytes);
  await store.MODELS.put(`${prefix}/manifest.json`, JSON.stringify({ ...manifest, name, version }));
}

export async function putAlias(name: string, current: string, previous: string | null = null): Promise<void> {
  await store.MODELS.put(`${name}/alias.json`, JSON.stringify({ current, previous }));
}

/** Stores version 1.0.0 of a model and its alias. */
export async function putModel(version: Version, name: string): Promise<void> {
  await putVersion(version, name, '1.0.0');
  await putAlias(name, '1.0.0');
}

/** The same version with a cache that trusts what it sees. */
export function withCache({ manifest, files }: Version): Version {
  const shares = { once: [0.2, 0.4, 0.6, 0.7], same: [0.5, 0.7, 0.8, 0.9], mixed: [0.1, 0.2, 0.3, 0.4] };
  const background = encodeBackground(new Array<number>(manifest.vocabulary.size).fill(1));
  const marginals = { strength: 0.3, decay: 0.99, prior: 100, background };
  return { manifest: { ...manifest, cache: { window: 128, corpora: ['own'], shares, marginals } }, files };
}

/** The same version with one file changed, and the manifest telling the truth about it. */
export async function withFile(version: Version, file: string, bytes: Uint8Array): Promise<Version> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const files = { ...version.manifest.files, [file]: { bytes: bytes.byteLength, sha256 } };
  return {
    manifest: { ...version.manifest, files },
    files: new Map(version.files).set(file, bytes),
  };
}
