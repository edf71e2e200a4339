/** Code as people write it: windows of this repository's own sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Draws } from './words.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const FILE = /\.(ts|tsx|mjs|js|css|html|sh|py|ya?ml)$/;
/** Made by programs, or no code of ours. */
const NOT_OURS = /^(node_modules|dist|public|\..*)$/;
/** Windows of a file. */
const WINDOWS = 2;

/**
 * Ends of beginnings of the files in `folders` of the repository, as a gate would read them, but for those whose path below
 * the repository `isWanted` does not want.
 */
export function sourceTexts(
  folders: readonly string[],
  isWanted: (path: string) => boolean,
  d: Draws,
): string[] {
  const files = folders.flatMap((folder) => filesIn(join(REPOSITORY, folder))).sort();
  return files
    .filter((path) => isWanted(relative(REPOSITORY, path)))
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return Array.from({ length: WINDOWS }, () => windowOf(text, d)).filter((window) => window !== '');
    });
}

/** Its last characters before some place. */
export function windowOf(text: string, d: Draws): string {
  const end = d.whole(Math.min(40, text.length), text.length);
  return text
    .slice(Math.max(0, end - d.pick([600, 600, 200, 60])), end)
    .trim()
    .toWellFormed();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return FILE.test(entry.name) ? [path] : [];
  });
}
