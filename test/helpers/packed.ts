/** A package as npm would publish it, installed into a project of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Runs npm, the one that runs us. */
function npm(args: string[], cwd: string): string {
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

/** A project outside of this repository into which npm has installed `tarball`; it needs nothing else. */
export function installedProject(tarball: string): string {
  const project = mkdtempSync(join(tmpdir(), 'afterword-scratch-'));
  writeFileSync(join(project, 'package.json'), '{"name":"scratch","private":true,"type":"module"}');
  npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], project);
  return project;
}

/** A project outside of this repository, which has these packages of ours at hand and `tarball` installed. */
export function scratchProject(tarball: string, name: string, dependencies: string[]): string {
  const project = mkdtempSync(join(tmpdir(), 'afterword-scratch-'));
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, name), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, name), '--strip-components=1']);
  linkDependencies(project, dependencies);
  return project;
}

/** Puts packages of this repository into a project, as they are. */
export function linkDependencies(project: string, dependencies: string[]): void {
  for (const dependency of dependencies) {
    const place = join(project, 'node_modules', dependency);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, 'node_modules', dependency), place, 'junction');
  }
}
