/** A small clone of the repository in a folder of its own, with a model of random weights as its default and packages installed. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeRandomModel } from '../fixtures/random-model.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What a server needs nothing of, or must have of its own. */
const LEFT_OUT = new Set(['node_modules', 'models', 'runs', 'corpora', 'test', 'examples', 'bench']);
const FILES = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !LEFT_OUT.has(name));

export interface Clone {
  root: string;
  remove(): void;
}

export async function makeClone(): Promise<Clone> {
  const root = mkdtempSync(join(tmpdir(), 'afterword-clone-'));
  const filter = (path: string) => basename(path) !== 'node_modules';
  for (const file of FILES) cpSync(join(ROOT, file), join(root, file), { recursive: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'models'));
  await writeRandomModel(join(root, 'models'));
  const settings = join(root, 'wrangler.toml');
  const text = readFileSync(settings, 'utf8');
  writeFileSync(settings, text.replaceAll(/^DEFAULT_MODEL = .*$/gm, 'DEFAULT_MODEL = "random"'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
