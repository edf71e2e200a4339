/** The models to measure: the served version of each directory in models/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AliasSchema, type Manifest, ManifestSchema } from '../src/contract/manifest.ts';

export interface BenchModel {
  name: string;
  /** Directory of the version. */
  directory: string;
  manifest: Manifest;
  onnx: Uint8Array<ArrayBuffer>;
  /** Text of tokenizer.json. */
  tokenizer: string;
}

/** @throws Error when there is none, or when an alias names a version that is not there. */
export function readModels(root: string, only: readonly string[]): BenchModel[] {
  const found = readdirSync(root).filter((name) => existsSync(join(root, name, 'alias.json')));
  const names = only.length > 0 ? only : found;
  const unknown = names.filter((name) => !found.includes(name));
  if (names.length === 0) throw new Error(`no model with an alias.json in ${root}: build one first`);
  if (unknown.length > 0)
    throw new Error(`no model ${unknown.join(', ')} in ${root}: have ${found.join(', ')}`);
  return names.map((name) => {
    const alias = AliasSchema.parse(readJson(join(root, name, 'alias.json')));
    const directory = join(root, name, alias.current);
    const manifest = ManifestSchema.parse(readJson(join(directory, 'manifest.json')));
    const onnx = new Uint8Array(readFileSync(join(directory, 'model.onnx')));
    const tokenizer = readFileSync(join(directory, 'tokenizer.json'), 'utf8');
    return { name, directory, manifest, onnx, tokenizer };
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
