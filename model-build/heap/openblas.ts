/** The system's BLAS, called on the heap of the wasm backend: 2 to 3 times the speed of wasm alone. */
import koffi from 'koffi';

/** C [m, n] = alpha op(A) op(B) + beta C, row-major; a, b, c are addresses. */
export type Sgemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
) => void;

const LIBRARIES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['libopenblas.so.0', 'libopenblas.so', 'libblas.so.3'],
  darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
  win32: ['libopenblas.dll'],
};

/** Addresses travel as 64-bit integers: the same registers as pointers, without a wrapper for each view of the heap. */
const PROTOTYPE =
  'void cblas_sgemm(int, int, int, int, int, int, float, uint64_t, int, uint64_t, int, float, uint64_t, int)';

/** The library's sgemm and its name, or undefined where none is installed. `AFTERWORD_BLAS=off` turns it off. */
export function loadSgemm(): { sgemm: Sgemm; library: string } | undefined {
  if (process.env.AFTERWORD_BLAS === 'off') return undefined;
  for (const library of LIBRARIES[process.platform] ?? []) {
    try {
      return { sgemm: koffi.load(library).func(PROTOTYPE) as unknown as Sgemm, library };
    } catch {
      // Not installed under this name: try the next.
    }
  }
  return undefined;
}

/**
 * At most so many threads a product, where several threads of ours multiply at once. What the user set in
 * OPENBLAS_NUM_THREADS stays; other libraries than OpenBLAS have no such call, and choose for themselves.
 */
export function limitBlasThreads(count: number): void {
  if (process.env.OPENBLAS_NUM_THREADS !== undefined) return;
  for (const library of LIBRARIES[process.platform] ?? []) {
    try {
      koffi.load(library).func('void openblas_set_num_threads(int)')(count);
      return;
    } catch {
      // Not installed under this name, or another library.
    }
  }
}

/** Address of the first byte of a buffer that does not move. */
export function addressOf(buffer: ArrayBufferLike): number {
  return Number(koffi.address(new Uint8Array(buffer)));
}
