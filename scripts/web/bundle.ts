/** How everything that pages load is bundled: by rolldown, for its minifier leaves less than esbuild's (decision 0018). */
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { build, type OutputChunk, type Plugin } from 'rolldown';

const root = join(import.meta.dirname, '../..');

/** The oldest browsers that are served. The floor is that of `AbortSignal.any`. */
export const TARGETS = ['chrome116', 'firefox124', 'safari17.4'];

export interface BundleOptions {
  format?: 'es' | 'iife';
  /** Constants that are written into the script: names, and what stands for them. */
  define?: Record<string, string>;
  /** Leaves packages as imports. */
  externalPackages?: boolean;
  /** Modules that make a file of this name, with what they import; of two the first takes what both import. */
  chunks?: { name: string; test: RegExp }[];
}

/** A style sheet, minified. */
export const minifyStyle = (css: string): string =>
  transformSync(css, { loader: 'css', minify: true, target: TARGETS }).code.trim();

/** Style sheets that stand in scripts, as templates after `css` in a comment. */
const styles: Plugin = {
  name: 'styles',
  transform: {
    filter: { code: '/* css */' },
    handler: (code) =>
      code.replace(/\/\* css \*\/ `([^`]*)`/g, (_, css: string) => JSON.stringify(minifyStyle(css))),
  },
};

/**
 * Minified scripts by file name: one an entry, named for its key in `entries`, and what several of them share or load when
 * they need it. Paths are of the repository. The same sources give the same bytes.
 */
export async function bundleAll(
  entries: Record<string, string>,
  { format = 'es', define, externalPackages = false, chunks = [] }: BundleOptions = {},
): Promise<Map<string, Uint8Array>> {
  const { output } = await build({
    input: entries,
    cwd: root,
    platform: 'browser',
    plugins: [styles],
    // What loads later may import of an entry what that has anyway.
    preserveEntrySignatures: 'allow-extension',
    external: externalPackages ? /^[^./]/ : [],
    transform: { target: TARGETS, define },
    output: {
      format,
      minify: true,
      comments: false,
      // Of the letters that the Worker's routes know.
      hashCharacters: 'hex',
      ...(chunks.length > 0 && {
        codeSplitting: { groups: chunks.map((chunk, at) => ({ ...chunk, priority: chunks.length - at })) },
      }),
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    },
    write: false,
    logLevel: 'warn',
    checks: { pluginTimings: false },
  });
  const scripts = output.filter((file): file is OutputChunk => file.type === 'chunk');
  return new Map(scripts.map(({ fileName, code }) => [fileName, new TextEncoder().encode(code)]));
}

/** One script out of one module. */
export async function bundle(entry: string, options?: BundleOptions): Promise<Uint8Array> {
  const scripts = await bundleAll({ script: entry }, options);
  return scripts.get('script.js')!;
}
