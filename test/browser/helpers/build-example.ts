/** Builds an example as its framework's own tools would: esbuild, with the framework's compiler for its files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';
import { ENTRIES } from '../../../scripts/build-web-package.ts';

const root = join(import.meta.dirname, '../../..');
export const EXAMPLES = join(root, 'examples');

const vue: Plugin = {
  name: 'vue',
  setup({ onLoad }) {
    const compilerOptions = { isCustomElement: (tag: string) => tag === 'ghost-text' };
    onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const { descriptor, errors } = parse(readFileSync(path, 'utf8'), {
        filename: path,
        templateParseOptions: compilerOptions,
      });
      if (errors.length > 0) throw errors[0];
      const { content } = compileScript(descriptor, {
        id: 'app',
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, loader: 'ts' };
    });
  },
};

const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const { js, warnings } = compile(readFileSync(path, 'utf8'), { filename: path, generate: 'client' });
      if (warnings.length > 0) throw new Error(warnings.map(({ message }) => message).join('\n'));
      return { contents: js.code, loader: 'js' };
    });
  },
};

/** `afterword/...` of an example is our own source. */
const ours = Object.fromEntries(
  Object.entries(ENTRIES).map(([name, path]) => [
    name === 'index' ? 'afterword' : `afterword/${name}`,
    join(root, 'web', path),
  ]),
);

/** The script of examples/<name>, out of its main.ts or main.tsx. */
export async function buildExample(name: string, entry: string, nodeEnv = 'development'): Promise<string> {
  const folder = join(EXAMPLES, name);
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    alias: ours,
    conditions: ['browser'],
    define: {
      'process.env.NODE_ENV': JSON.stringify(nodeEnv),
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [vue, svelte, reactOf(folder)],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** React of the folder of an example, for every file: our own sources would find the project's. */
function reactOf(folder: string): Plugin {
  return {
    name: 'react',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^react(-dom)?(\/|$)/ }, async ({ path, kind, pluginData }) =>
        pluginData === folder ? undefined : resolve(path, { kind, resolveDir: folder, pluginData: folder }),
      );
    },
  };
}
