/** A small clone of the repository in a folder of its own, with one model of random weights and packages installed. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRandomModel } from '../fixtures/random-model.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = [
  'scripts',
  'src',
  'web',
  'public',
  'model-build',
  'wrangler.toml',
  'package.json',
  'package-lock.json',
];

export interface Clone {
  root: string;
  remove(): void;
}

export async function makeClone(): Promise<Clone> {
  const root = mkdtempSync(join(tmpdir(), 'afterword-clone-'));
  for (const file of FILES) cpSync(join(ROOT, file), join(root, file), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'models'));
  await writeRandomModel(join(root, 'models'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
