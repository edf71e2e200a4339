/**
 * `node scripts/build-kernels.ts [--check]`: compiles src/runtime/kernels/assembly to the committed kernels.wasm.
 * With --check nothing is written: it fails when the committed file is not, byte for byte, what the sources give.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const KERNELS = fileURLToPath(new URL('../src/runtime/kernels/', import.meta.url));
const COMMITTED = join(KERNELS, 'kernels.wasm');

/** Baseline SIMD only: its results are the same on every CPU. No allocator, no assertions, memory from the host. */
const FLAGS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noAssert'];

/** The compiled module. @throws Error with the compiler's words when the sources do not compile. */
async function compile(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-kernels-'));
  try {
    const target = join(folder, 'kernels.wasm');
    const { error, stderr } = await asc.main([
      'assembly/index.ts',
      '--baseDir',
      KERNELS,
      '--outFile',
      target,
      ...FLAGS,
    ]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return new Uint8Array(readFileSync(target));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const built = await compile();
if (!process.argv.includes('--check')) {
  writeFileSync(COMMITTED, built);
  console.log(`kernels.wasm: ${built.length} bytes`);
} else if (Buffer.compare(built, readFileSync(COMMITTED)) !== 0) {
  console.error('kernels.wasm is not what its sources give: run `npm run build:kernels` and commit it');
  process.exitCode = 1;
}
