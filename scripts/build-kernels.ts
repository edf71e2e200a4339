/**
 * `node scripts/build-kernels.ts [--check]`: compiles our AssemblyScript to the committed .wasm files.
 * With --check nothing is written: it fails when a committed file is not, byte for byte, what its sources give.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

interface Module {
  /** Folder that holds assembly/index.ts and the committed file. */
  folder: string;
  file: string;
  features: string;
  /** Where numbers of its own lie in memory. */
  numbersAt?: number;
}

/**
 * Baseline SIMD gives the same results on every CPU; relaxed SIMD need not. It is for measuring, and for products that are
 * used only where they are found to be right (src/runtime/kernels/assembly/dot-product.ts).
 */
const MODULES: Module[] = [
  { folder: 'src/runtime/kernels', file: 'kernels.wasm', features: 'simd,relaxed-simd', numbersAt: 16 },
  // The same bits, for browsers that do not know relaxed SIMD.
  { folder: 'src/runtime/kernels', file: 'kernels-plain.wasm', features: 'simd', numbersAt: 16 },
  { folder: 'model-build/heap', file: 'training-kernels.wasm', features: 'simd' },
  { folder: 'bench/matvec', file: 'matvec.wasm', features: 'simd,relaxed-simd' },
];

/** No allocator, no assertions, memory from the host. */
const FLAGS = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert'];

/** The compiled module. @throws Error with the compiler's words when the sources do not compile. */
async function compile(baseDir: string, { features, numbersAt }: Module): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-kernels-'));
  try {
    const target = join(folder, 'out.wasm');
    const files = ['assembly/index.ts', '--baseDir', baseDir, '--outFile', target];
    const base = numbersAt === undefined ? [] : ['--memoryBase', String(numbersAt)];
    const { error, stderr } = await asc.main([...files, ...FLAGS, ...base, '--enable', features]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return new Uint8Array(readFileSync(target));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const check = process.argv.includes('--check');
for (const module of MODULES) {
  const { folder, file } = module;
  const baseDir = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  const committed = join(baseDir, file);
  const built = await compile(baseDir, module);
  if (!check) {
    writeFileSync(committed, built);
    console.log(`${file}: ${built.length} bytes`);
  } else if (Buffer.compare(built, readFileSync(committed)) !== 0) {
    console.error(
      `${basename(committed)} is not what its sources give: run \`npm run build:kernels\` and commit it`,
    );
    process.exitCode = 1;
  }
}
