/**
 * Bundles what a page loads into `public/`: `ghost-text.js`, with `ghost-text.json`, which says its size and hashes; and
 * `local.js` with what runs a model in the page; the playground's pages and scripts. They are built, not committed: start, deploy and test build them first.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { VERSION } from '../../src/version.ts';
import { bundle, bundleAll } from './bundle.ts';
import { loadedAtOnce } from './loaded-at-once.ts';
import { type BuiltPlayground, buildPlayground } from './playground.ts';
import { writeWhole } from './whole-file.ts';

const root = join(import.meta.dirname, '../..');

/** What is known of a built script; `GET /ghost-text.json` tells it. */
export interface BuiltScript {
  version: string;
  /** The address of this very script, for as long as it is what is deployed. */
  path: string;
  /** Subresource integrity. */
  integrity: string;
  bytes: number;
  gzipBytes: number;
}

export function describeScript(script: Uint8Array): BuiltScript {
  const hash = createHash('sha384').update(script).digest();
  return {
    version: VERSION,
    path: `/ghost-text.js?v=${VERSION}-${hash.toString('hex').slice(0, 16)}`,
    integrity: `sha384-${hash.toString('base64')}`,
    bytes: script.length,
    gzipBytes: gzipSync(script, { level: 9 }).length,
  };
}

/** Writes all of it into `public/`. Another process may read, or build, at the same time. */
export async function buildWeb(): Promise<BuiltScript & { playground: BuiltPlayground }> {
  const script = await bundle('web/element/define.ts');
  const built = describeScript(script);
  const folder = join(root, 'public');
  mkdirSync(folder, { recursive: true });
  const playground = await buildPlayground(folder, await buildLocal(folder));
  writeWhole(folder, 'ghost-text.js', script);
  writeWhole(folder, 'ghost-text.json', `${JSON.stringify(built, null, 1)}\n`);
  return { ...built, playground };
}

/**
 * Writes `public/local.js` and, in a folder named for their content, what it loads: the script, a worker, the same for the
 * page's own thread, and the kernels. Two builds of the same sources write the same bytes.
 */
export async function buildLocal(folder: string): Promise<LocalBuild> {
  const files = await localFiles();
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(name).update(bytes);
  const build = hash.digest('hex').slice(0, 16);
  const at = join(folder, 'local', build);
  for (const old of existsSync(join(folder, 'local')) ? readdirSync(join(folder, 'local')) : [])
    if (old !== build) rmSync(join(folder, 'local', old), { recursive: true, force: true });
  mkdirSync(at, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(at, name), bytes);
  // All that the script imports is asked for at once, not when the script has come.
  const imported = loadedAtOnce(files, ['local.js']).map((name) => `import './local/${build}/${name}';\n`);
  writeFileSync(join(folder, 'local.js'), `${imported.join('')}export * from './local/${build}/local.js';\n`);
  return { build, files };
}

export interface LocalBuild {
  build: string;
  files: Map<string, Uint8Array>;
}

/** What the script loads: the second, where the browser does not know the first. */
export const KERNELS = ['kernels.wasm', 'kernels-plain.wasm'];

async function localFiles(): Promise<Map<string, Uint8Array>> {
  const files = await bundleAll(
    { local: 'web/source/chosen.ts', worker: 'web/local/worker.ts' },
    // The engine would be in pieces: some of it is also what its later parts import, and each piece compresses by itself.
    {
      chunks: [
        {
          name: 'shared',
          test: /src\/errors\.ts|routes\/(invalid|check-tokens)\.ts|local\/(protocol|local-error)\.ts/,
        },
        { name: 'worker', test: /web\/local\/(worker|open-here|engine|open-model|files|kernels|turn)\.ts/ },
      ],
    },
  );
  for (const name of KERNELS) files.set(name, readFileSync(join(root, 'src/runtime/kernels', name)));
  return files;
}
