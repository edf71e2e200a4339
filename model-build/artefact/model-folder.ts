/** Where a model lies, by what a person calls it. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fromHere, modelsFolder } from '../settings.ts';
import { parseReference } from './reference.ts';

/**
 * `model` is a directory (a model's or a version's), or `name` or `name@version` of one in models/.
 * @throws Error for what is neither.
 */
export function modelFolder(model: string): string {
  const path = fromHere(model);
  const isThere = ['manifest.json', 'alias.json'].some((file) => existsSync(join(path, file)));
  if (isThere || basename(model) !== model) return path;
  const { name, version } = parseReference(model);
  return join(modelsFolder(), name, version ?? '');
}
