/** Types of a package: one `.d.ts` an entry, with everything that is not a package of its own written into it. */
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** What is left as an import: names of packages. */
const PACKAGES = /^(?!\.{0,2}\/)(?!\w:)/;

/** `entries` are source files by the name of the declaration to be written: `index` becomes `index.d.ts`. */
export async function writeDeclarations(
  entries: Record<string, string>,
  tsconfig: string,
  folder: string,
): Promise<void> {
  const logger = { info: () => {}, warn: () => {}, error: console.error };
  const build = await rolldown({
    input: entries,
    external: PACKAGES,
    plugins: [dts({ emitDtsOnly: true, generator: 'tsgo', tsconfig, logger })],
    logLevel: 'silent',
  });
  try {
    await build.write({ dir: folder, chunkFileNames: 'types/[name].d.ts' });
  } finally {
    await build.close();
  }
}
