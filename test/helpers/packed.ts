/** A package as npm would publish it, installed into a project of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npm } from '../../scripts/package/pack.ts';

const root = join(import.meta.dirname, '../..');

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
