/** `npm run build:package`: writes web/dist and the manifest beside it, which `npm pack` and `npm publish` take. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { customElementsManifest } from './package/custom-elements.ts';
import { writeDeclarations } from './package/declarations.ts';
import { KERNELS } from './web/build.ts';
import { bundle, TARGETS } from './web/bundle.ts';

const root = join(import.meta.dirname, '..');
/** How its modules are built. esbuild leaves modules readable, for a site bundles and minifies them by itself. */
export const BUNDLE = {
  bundle: true,
  format: 'esm',
  target: TARGETS,
  legalComments: 'none',
  absWorkingDir: root,
} as const satisfies BuildOptions;

export const WEB_PACKAGE = join(root, 'web');

/** Entries of the package, by the names of their files. */
export const ENTRIES: Record<string, string> = {
  index: 'index.ts',
  element: 'element/index.ts',
  define: 'element/define.ts',
  react: 'element/react.ts',
  codemirror: 'adapters/codemirror.ts',
  prosemirror: 'adapters/prosemirror.ts',
  tiptap: 'adapters/tiptap.ts',
  lexical: 'adapters/lexical.ts',
  monaco: 'adapters/monaco.ts',
  local: 'local.ts',
};
/** In one file each, for it is loaded by its address. */
const WHOLE = { 'ghost-text': 'web/element/define.ts', worker: 'web/local/worker.ts' };

/** What is imported of WebAssembly is what a site's bundler makes of it: an address, a module. */
const KERNELS_TYPE = 'declare const bundled: unknown;\nexport default bundled;\n';

/** No module of ours is imported for its effects, but bundlers warn of imports that could be. */
function dropBareImports(path: string): void {
  const script = readFileSync(path, 'utf8');
  writeFileSync(path, script.replaceAll(/^import "\.\/shared\/\w+\.js";\n/gm, ''));
}

export async function buildWebPackage(): Promise<void> {
  const { peerDependencies } = JSON.parse(readFileSync(join(WEB_PACKAGE, 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const folder = join(WEB_PACKAGE, 'dist');
  const entries = Object.fromEntries(
    Object.entries(ENTRIES).map(([name, path]) => [name, join(WEB_PACKAGE, path)]),
  );
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...BUNDLE,
    entryPoints: entries,
    outdir: folder,
    // What entries share is one module: a page that takes two of them loads it once.
    splitting: true,
    chunkNames: 'shared/[hash]',
    // What a site has itself; everything else is in the package.
    external: Object.keys(peerDependencies),
    write: true,
  });
  for (const name of Object.keys(ENTRIES)) dropBareImports(join(folder, `${name}.js`));
  for (const [name, entry] of Object.entries(WHOLE))
    writeFileSync(join(folder, `${name}.js`), await bundle(entry));
  for (const name of KERNELS) copyFileSync(join(root, 'src/runtime/kernels', name), join(folder, name));
  writeFileSync(join(folder, 'worker.d.ts'), 'export {};\n');
  writeFileSync(join(folder, 'kernels.d.ts'), KERNELS_TYPE);
  // At the root: web/ takes types from src/, and what is declared outside of a configuration's folder is written beside it.
  await writeDeclarations(entries, join(root, 'tsconfig.package.json'), folder);
  const manifest = JSON.stringify(customElementsManifest(), null, 1);
  writeFileSync(join(WEB_PACKAGE, 'custom-elements.json'), `${manifest}\n`);
  copyFileSync(join(root, 'LICENSE'), join(WEB_PACKAGE, 'LICENSE'));
}

if (process.argv[1] === import.meta.filename) await buildWebPackage();
