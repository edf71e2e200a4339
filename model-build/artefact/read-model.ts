/** Reads a model version's directory, and refuses files that are not the manifest's. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AliasSchema, type Manifest, ManifestSchema } from '../../src/contract/manifest.ts';
import { sha256 } from '../sha256.ts';

/** A version, read from its folder and checked against its manifest. */
export interface ModelDirectory {
  dir: string;
  manifest: Manifest;
  /** Every file of the version by name, manifest.json last. */
  files: ReadonlyMap<string, Uint8Array>;
  onnx: Uint8Array;
  /** Contents of tokenizer.json. */
  tokenizerJson: unknown;
}

/**
 * `dir` is a version (`models/english/1.0.0`), or a model (`models/english`), whose current version is then taken.
 * @throws Error that names the file when one is missing, not what the manifest says, or not valid.
 */
export async function readModel(dir: string): Promise<ModelDirectory> {
  const version = await versionDirectory(dir);
  const manifestBytes = await read(version, 'manifest.json');
  const manifest = parse(ManifestSchema, manifestBytes, join(version, 'manifest.json'));
  const files = new Map<string, Uint8Array>();
  for (const name of new Set(['model.onnx', 'tokenizer.json', ...Object.keys(manifest.files)])) {
    const bytes = await read(version, name);
    const wanted = manifest.files[name];
    if (wanted?.sha256 !== sha256(bytes)) {
      throw new Error(
        `${join(version, name)}: sha256 ${sha256(bytes)}, the manifest says ${wanted?.sha256 ?? 'nothing of it'}`,
      );
    }
    files.set(name, new Uint8Array(bytes));
  }
  return {
    dir: version,
    manifest,
    files: files.set('manifest.json', manifestBytes),
    onnx: files.get('model.onnx')!,
    tokenizerJson: JSON.parse(new TextDecoder().decode(files.get('tokenizer.json'))),
  };
}

/**
 * The same of a model that completes text.
 * @throws Error for one that says what a text is, whose figures are in its card, and as `readModel` does.
 */
export async function readLanguageModel(dir: string): Promise<ModelDirectory> {
  const model = await readModel(dir);
  const { name, task } = model.manifest;
  if (task)
    throw new Error(
      `${name} has the task ${task.kind}, wanted a model that completes text; its figures are in ${join(model.dir, 'README.md')}`,
    );
  return model;
}

async function versionDirectory(dir: string): Promise<string> {
  const alias = await readFile(join(dir, 'alias.json')).catch(() => null);
  return alias ? join(dir, parse(AliasSchema, alias, join(dir, 'alias.json')).current) : dir;
}

async function read(dir: string, name: string): Promise<Buffer> {
  return readFile(join(dir, name)).catch((cause) => {
    throw new Error(
      `${join(dir, name)}: cannot be read; wanted a model's directory, for example models/english/1.0.0`,
      {
        cause,
      },
    );
  });
}

function parse<T>(schema: { parse(value: unknown): T }, bytes: Buffer, path: string): T {
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
