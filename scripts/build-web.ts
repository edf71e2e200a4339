/**
 * `npm run build:web`: bundles what a page loads into `public/`: `ghost-text.js`, and beside it `ghost-text.json`, which
 * says its size and hashes. Both are built, not committed: start, deploy, check and test build them by themselves.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { VERSION } from '../src/version.ts';

const root = join(import.meta.dirname, '..');

/** How everything of `web/` is bundled. The floor is that of `AbortSignal.any`. */
export const BUNDLE = {
  bundle: true,
  format: 'esm',
  minify: true,
  target: ['chrome116', 'firefox124', 'safari17.4'],
  legalComments: 'none',
  write: false,
  absWorkingDir: root,
} as const satisfies BuildOptions;

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

/** One script out of a module of `web/`, minified. */
export async function bundle(entry: string, options: BuildOptions = {}): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...BUNDLE,
    ...options,
    entryPoints: [join(root, entry)],
    write: false,
  });
  return outputFiles[0].contents;
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

/** Writes `public/ghost-text.js` and `.json`. Another process may read, or build, at the same time. */
export async function buildWeb(): Promise<BuiltScript> {
  const script = await bundle('web/element/define.ts');
  const built = describeScript(script);
  const folder = join(root, 'public');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: Uint8Array | string) => {
    const draft = join(folder, `.${name}.${process.pid}.tmp`);
    writeFileSync(draft, content);
    renameSync(draft, join(folder, name));
  };
  write('ghost-text.js', script);
  write('ghost-text.json', `${JSON.stringify(built, null, 1)}\n`);
  return built;
}

if (process.argv[1] === import.meta.filename) {
  const { bytes, gzipBytes, integrity } = await buildWeb();
  console.log(`ghost-text.js: ${bytes} bytes, ${gzipBytes} gzipped, ${integrity}`);
}
