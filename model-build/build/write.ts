/** The last two stages: the version's directory, which is there whole or not at all; then the alias. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Alias, AliasSchema, ManifestSchema } from '../../src/contract/manifest.ts';
import { writeModel } from '../artefact/write-model.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { modelsFolder } from '../settings.ts';
import { writeWhole } from '../whole-file.ts';

/** What names a version. */
export type Version = Pick<Recipe, 'name' | 'version'>;

/** `models/<name>/<version>`. */
export const versionDir = ({ name, version }: Version): string => join(modelsFolder(), name, version);

/** Whether the version is there; `hash` is the recipe's. Throws when it was built from another recipe. */
export async function isWritten(recipe: Version, hash: string): Promise<boolean> {
  const dir = versionDir(recipe);
  const path = join(dir, 'manifest.json');
  if (!existsSync(path)) return false;
  const manifest = ManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  if (manifest.recipe.sha256 === hash) return true;
  throw new Error(`${dir} was built from another recipe: versions are immutable, give the recipe a new one`);
}

/** Writes the version's files by name and points the alias at it. Throws as `writeModel` does. */
export async function writeStage(recipe: Version, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await writeModel(versionDir(recipe), files);
  await pointAlias(recipe);
}

/**
 * Points the alias at a version that is written and that the alias has never named: a build was cut before it came to
 * that. An alias that names a later version is left alone: the recipe is an old one, built again.
 */
export async function mendAlias(recipe: Version): Promise<void> {
  const alias = await readAlias(recipe);
  const known = alias !== null && [alias.current, alias.previous].includes(recipe.version);
  if (known || (alias !== null && !isLater(recipe.version, alias.current))) return;
  await pointAlias(recipe);
}

/** The new version becomes current, the one before it previous. */
async function pointAlias(recipe: Version): Promise<void> {
  const before = await readAlias(recipe);
  if (before?.current === recipe.version) return;
  const alias: Alias = { current: recipe.version, previous: before?.current ?? null };
  await writeWhole(aliasPath(recipe), (file) => file.writeFile(`${JSON.stringify(alias)}\n`));
}

const aliasPath = ({ name }: Version): string => join(modelsFolder(), name, 'alias.json');

async function readAlias(recipe: Version): Promise<Alias | null> {
  const path = aliasPath(recipe);
  return existsSync(path) ? AliasSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : null;
}

/** Whether version `a` comes after `b`, number by number. */
function isLater(a: string, b: string): boolean {
  const [numbers, others] = [a, b].map((version) => version.split('.').map(Number));
  const differs = numbers.findIndex((number, i) => number !== others[i]);
  return differs >= 0 && numbers[differs] > others[differs];
}
