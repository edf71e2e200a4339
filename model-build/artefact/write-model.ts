/** Puts a version's directory in place, all of it or nothing. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes `files` as directory `dir` by way of a temporary one beside it. A version is immutable: writing the same
 * files again does nothing.
 * @throws Error when `dir` exists and holds anything else.
 */
export async function writeModel(dir: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const difference = await firstDifference(dir, files);
  if (difference === 'same') return;
  if (difference !== 'absent') {
    throw new Error(
      `${dir} already holds another ${difference}: choose a new version, or remove the directory`,
    );
  }
  const temporary = join(dirname(dir), `.${basename(dir)}.tmp`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(temporary, name), bytes, { flush: true });
  await rename(temporary, dir);
}

/** Name of the first file that differs, is missing or is too many. */
async function firstDifference(dir: string, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (names === null) return 'absent';
  for (const name of new Set([...files.keys(), ...names])) {
    const wanted = files.get(name);
    if (!wanted || !names.includes(name)) return name;
    if (!(await readFile(join(dir, name))).equals(wanted)) return name;
  }
  return 'same';
}
