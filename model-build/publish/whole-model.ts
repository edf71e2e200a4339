/** A model's folder in `models/`, as far as it is whole: every byte of a version is the one its manifest names. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Alias, AliasSchema, ManifestSchema, ModelNameSchema } from '../../src/contract/manifest.ts';
import { describeIssue, type ZodMiniType } from '../../src/contract/zod.ts';
import { sha256 } from '../sha256.ts';

/** A folder or file of `models/` that is not served, and why. */
export interface Skipped {
  /** Relative to `models/`. */
  path: string;
  reason: string;
}

/** A file to be stored: its key and its contents. */
export interface StoredFile {
  key: string;
  bytes: Uint8Array;
}

/** What can be published of the folder of one model, and what was skipped. */
export interface WholeModel {
  /** Files of whole versions, each version's manifest after the files it names. */
  objects: StoredFile[];
  /** Undefined when it names no whole version, or is none itself: the model cannot be served. */
  alias?: StoredFile;
  skipped: Skipped[];
}

/** A damaged version, and a folder that is no version, are skipped; whatever is wrong is told and nothing is thrown. */
export async function readWholeModel(modelsDir: string, name: string): Promise<WholeModel> {
  const model: WholeModel = { objects: [], skipped: [] };
  const skip = (path: string, reason: string) => void model.skipped.push({ path, reason });
  if (!ModelNameSchema.safeParse(name).success) {
    skip(name, 'a model is named with a-z, 0-9 and -, 64 at most');
    return model;
  }
  const aliasKey = `${name}/alias.json`;
  let alias: Alias;
  try {
    alias = await readJson(AliasSchema, modelsDir, aliasKey);
  } catch (error) {
    skip(aliasKey, (error as Error).message);
    return model;
  }
  const named = [alias.current, alias.previous].filter((version) => version !== null);
  const whole = new Set<string>();
  for (const version of new Set([...named, ...(await folders(join(modelsDir, name)))])) {
    try {
      model.objects.push(...(await readWholeVersion(modelsDir, name, version)));
      whole.add(version);
    } catch (error) {
      skip(`${name}/${version}`, (error as Error).message);
    }
  }
  if (named.some((version) => whole.has(version))) {
    model.alias = { key: aliasKey, bytes: new TextEncoder().encode(JSON.stringify(alias)) };
  } else skip(name, 'alias.json names no version that is whole');
  return model;
}

/** @throws Error that names the file at fault. */
async function readWholeVersion(modelsDir: string, name: string, version: string): Promise<StoredFile[]> {
  const key = `${name}/${version}/manifest.json`;
  const manifest = await readJson(ManifestSchema, modelsDir, key);
  if (manifest.name !== name || manifest.version !== version) {
    throw new Error(`manifest.json describes ${manifest.name} ${manifest.version}`);
  }
  const objects: StoredFile[] = [];
  for (const [file, promised] of Object.entries(manifest.files)) {
    const bytes = await readFile(join(modelsDir, name, version, file)).catch(() => undefined);
    if (!bytes) throw new Error(`${file} cannot be read`);
    if (sha256(bytes) !== promised.sha256) {
      throw new Error(
        `${file} is not the file that manifest.json names (${bytes.length} of ${promised.bytes} bytes)`,
      );
    }
    objects.push({ key: `${name}/${version}/${file}`, bytes });
  }
  return [...objects, { key, bytes: await readFile(join(modelsDir, key)) }];
}

/** A byte order mark, which editors on Windows write, is left out. */
async function readJson<T>(schema: ZodMiniType<T>, modelsDir: string, key: string): Promise<T> {
  const file = key.slice(key.lastIndexOf('/') + 1);
  const text = await readFile(join(modelsDir, key), 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(`${file} cannot be read`);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file} is not JSON`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new Error(`${file}: ${describeIssue(parsed.error).message}`);
  return parsed.data;
}

/** Names of the folders in a folder, without hidden ones. */
export async function folders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}
