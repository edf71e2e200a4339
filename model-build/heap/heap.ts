/** The heap of tfjs's wasm backend, opened for our own kernels and for BLAS: no copies between the three. */
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { addressOf, loadSgemm } from './openblas.ts';
import type { TrainingKernels } from './training-kernels.ts';

const ROW_MAJOR = 101;
const PLAIN = 111;
const TRANSPOSED = 112;
const FLOAT_BYTES = 4;

/** tfjs's wasm heap: tensors by address, our kernels, and matrix products by BLAS where there is one. */
export class Heap {
  readonly library: string;
  readonly kernels: TrainingKernels;
  readonly #backend: BackendWasm;
  readonly #memory: WebAssembly.Memory;
  readonly #blas = loadSgemm();
  #buffer: ArrayBufferLike | undefined;
  #base = 0;

  constructor(backend: BackendWasm, memory: WebAssembly.Memory, kernels: TrainingKernels) {
    this.#backend = backend;
    this.#memory = memory;
    this.kernels = kernels;
    this.library = this.#blas?.library ?? 'wasm alone (install OpenBLAS to train 2 to 3 times as fast)';
  }

  /** Byte offset of a tensor's numbers in the heap. Throws a RangeError where the heap had no room for them. */
  at(tensor: tf.TensorInfo): number {
    const { memoryOffset } = this.#backend.dataIdMap.get(tensor.dataId);
    // tfjs goes on with what its allocator says when it is full.
    if (memoryOffset === 0)
      throw new RangeError(
        'the 4 GB that a WebAssembly backend has are full: lower training.batch or training.window, or raise training.shards',
      );
    return memoryOffset;
  }

  /** Byte offsets of several. */
  each<Tensors extends tf.TensorInfo[]>(...tensors: Tensors): { [I in keyof Tensors]: number } {
    return tensors.map((tensor) => this.at(tensor)) as { [I in keyof Tensors]: number };
  }

  /** A float32 tensor whose numbers are not set. Disposed by the tidy around it. */
  empty<R extends tf.Rank>(shape: number[]): tf.Tensor<R> {
    const info = this.#backend.makeOutput(shape, 'float32');
    return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
  }

  zeros<R extends tf.Rank>(shape: number[]): tf.Tensor<R> {
    const tensor = this.empty<R>(shape);
    this.floats(this.at(tensor), tensor.size).fill(0);
    return tensor;
  }

  /** A view of the heap; valid until the next allocation. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  copy(from: number, to: number, floats: number): void {
    new Uint8Array(this.#memory.buffer).copyWithin(to, from, from + 4 * floats);
  }

  /** C [m, n] = op(A) op(B) + beta C; op(A) is [m, k], op(B) [k, n], all dense and row-major. Beta is 0 or 1. */
  gemm(
    a: number,
    b: number,
    c: number,
    m: number,
    n: number,
    k: number,
    { transposeA = false, transposeB = false, beta = 0 } = {},
  ): void {
    if (this.#blas) {
      if (this.#memory.buffer !== this.#buffer) {
        this.#buffer = this.#memory.buffer;
        this.#base = addressOf(this.#buffer);
      }
      const to = this.#base;
      const flagA = transposeA ? TRANSPOSED : PLAIN;
      const flagB = transposeB ? TRANSPOSED : PLAIN;
      const lda = transposeA ? m : k;
      const ldb = transposeB ? k : n;
      this.#blas.sgemm(ROW_MAJOR, flagA, flagB, m, n, k, 1, to + a, lda, to + b, ldb, beta, to + c, n);
      return;
    }
    tf.tidy(() => {
      const scratch = this.at(this.empty([this.kernels.gemmScratch() / FLOAT_BYTES]));
      const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
      const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
      this.kernels.gemm(a, aRow, aColumn, b, bRow, bColumn, c, m, n, k, beta, scratch);
    });
  }
}

/**
 * Starts tfjs on its single-threaded SIMD build (whose memory is a plain ArrayBuffer) and puts our kernels beside it.
 * tfjs does not hand out its WebAssembly.Memory, so its instantiation is watched once.
 */
async function startHeap(): Promise<Heap> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname);
  let memory: WebAssembly.Memory | undefined;
  const instantiate = WebAssembly.instantiate;
  const watched = async (source: BufferSource, imports: WebAssembly.Imports) => {
    const made = await instantiate(source, imports);
    for (const value of Object.values(made.instance.exports))
      if (value instanceof WebAssembly.Memory) memory = value;
    return made;
  };
  Object.assign(WebAssembly, { instantiate: watched });
  try {
    await tf.setBackend('wasm');
    await tf.ready();
  } finally {
    Object.assign(WebAssembly, { instantiate });
  }
  if (!memory) throw new Error('tfjs-backend-wasm exported no memory: is its version still 4.22?');
  const bytes = await readFile(new URL('./training-kernels.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return new Heap(tf.backend() as BackendWasm, memory, instance.exports as unknown as TrainingKernels);
}

let started: Promise<Heap> | undefined;

/** The heap of this process: tfjs has one wasm backend, started once. */
export async function openHeap(): Promise<Heap> {
  started ??= startHeap();
  const heap = await started;
  await tf.setBackend('wasm');
  return heap;
}
