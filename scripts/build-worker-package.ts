/** `npm run build:worker`: writes packages/afterword-worker/dist, which `npm pack` and `npm publish` take. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeDeclarations } from './package/declarations.ts';
import { describeScript } from './web/build.ts';
import { bundle } from './web/bundle.ts';

const root = join(import.meta.dirname, '..');
export const WORKER_PACKAGE = join(root, 'packages/afterword-worker');

/** Wrangler finds the kernels beside the script, and hands them over compiled. */
const kernelsBesideIt = {
  name: 'kernels-beside-it',
  setup(builder: import('esbuild').PluginBuild) {
    builder.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({
      path: `./${path.split('/').at(-1)}`,
      external: true,
    }));
  },
};

/** The script for pages and what is known of it, as a module that exports both as text. */
async function ghostTextModule(): Promise<string> {
  const script = await bundle('web/element/define.ts');
  const texts = {
    'ghost-text.js': Buffer.from(script).toString(),
    'ghost-text.json': JSON.stringify(describeScript(script)),
  };
  return `export default ${JSON.stringify(texts)};\n`;
}

export async function buildWorkerPackage(): Promise<void> {
  const folder = join(WORKER_PACKAGE, 'dist');
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: { index: join(root, 'src/afterword.ts') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    packages: 'external',
    plugins: [kernelsBesideIt],
    logLevel: 'warning',
  });
  await writeDeclarations({ index: join(root, 'src/afterword.ts') }, join(root, 'src/tsconfig.json'), folder);
  writeFileSync(join(folder, 'ghost-text.js'), await ghostTextModule());
  copyFileSync(join(root, 'src/runtime/kernels/kernels.wasm'), join(folder, 'kernels.wasm'));
  copyFileSync(join(root, 'LICENSE'), join(WORKER_PACKAGE, 'LICENSE'));
}

if (process.argv[1] === import.meta.filename) await buildWorkerPackage();
