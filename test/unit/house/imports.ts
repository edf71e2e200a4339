/** Imports between rooms, read from the sources. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');
/** Folders whose own files are rooms of their own: what stands there is floor or roof, one by one. */
const HALLS = ['src', 'model-build', 'scripts'];
/** Folders that are one room, with all below them. */
const WHOLE = [
  'model-build/recipes',
  'test/unit',
  'test/worker',
  'test/pipeline',
  'test/browser',
  'test/golden',
];

/** `from '...'`, `import '...'`, `import('...')` and a thread's module, `new URL('...', import.meta.url)`. */
const IMPORT = /(?:\bfrom|\bimport\b)\s*\(?\s*'(\.{1,2}\/[^']+)'|new URL\(\s*'(\.{1,2}\/[^']+\.ts)'/g;

/** One import of a file of another room. */
export interface Import {
  /** Both from the repository's root. */
  file: string;
  imported: string;
}

/** The room of a file, both from the repository's root: its folder, with few exceptions. */
export function roomOf(file: string): string {
  const folder = posix.dirname(file);
  const whole = WHOLE.find((room) => folder === room || folder.startsWith(`${room}/`));
  return whole ?? (HALLS.includes(folder) ? file : folder);
}

/** Relative imports that leave their room, of TypeScript files below `folders`; AssemblyScript has no rooms. */
export function readImports(folders: readonly string[], root = REPOSITORY): Import[] {
  const files = globSync(
    folders.map((folder) => `${folder}/**/*.{ts,mjs}`),
    { cwd: root },
  )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\/(assembly|node_modules|dist)\//.test(file))
    .sort();
  const known = new Set(files);
  return files.flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8'))
      .map((path) => posix.normalize(posix.join(dirname(file), path)))
      .filter((imported) => known.has(imported) && roomOf(imported) !== roomOf(file))
      .map((imported) => ({ file, imported })),
  );
}

/** Relative paths that a source imports, as it writes them. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, path, module]) => (path ?? module)!);
}
