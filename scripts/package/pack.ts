/** A package as npm would publish it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs npm, the one that runs us, and answers what it prints. */
export function npm(args: string[], cwd: string): string {
  const { npm_execpath, npm_node_execpath } = process.env;
  const [command, first] = npm_execpath
    ? [npm_node_execpath ?? process.execPath, [npm_execpath]]
    : ['npm', []];
  return execFileSync(command, [...first, ...args], { cwd, encoding: 'utf8' });
}

export interface Packed {
  tarball: string;
  /** Paths inside the package, sorted. */
  files: string[];
}

/** `npm pack` of a folder that is built already. */
export function pack(folder: string, destination: string): Packed {
  const answer = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', destination], folder);
  const packed: unknown = JSON.parse(answer);
  // npm 12 answers an object by name, earlier ones a list.
  const [{ filename, files }] = Object.values(packed as Record<string, unknown>) as [
    { filename: string; files: { path: string }[] },
  ];
  return { tarball: join(destination, filename), files: files.map(({ path }) => path).sort() };
}
