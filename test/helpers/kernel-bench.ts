/** The compiled kernels over a memory of their own, for tests that call one operation at a time. */
import { readFileSync } from 'node:fs';
import { instantiate, type Kernels } from '../../src/runtime/kernels/exports.ts';

export const KERNELS_MODULE = new WebAssembly.Module(
  readFileSync(new URL('../../src/runtime/kernels/kernels.wasm', import.meta.url)),
);

/** Bytes that operations may read or write past the end of a vector. */
const SLACK = 128;

export class KernelBench {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 64 });
  #end = 64;

  constructor() {
    this.kernels = instantiate(KERNELS_MODULE, this.#memory);
  }

  /** Forgets everything, and fills the memory with bytes that are NaN as floats: what is beyond an end must not matter. */
  clear(): void {
    new Uint8Array(this.#memory.buffer).fill(0xff);
    this.#end = 64;
  }

  /** Places values, `misaligned` bytes beyond a multiple of 64; returns their address. */
  put(values: Float32Array | Int16Array | Int8Array, misaligned = 0): number {
    const address = this.reserve(values.byteLength + misaligned) + misaligned;
    const { buffer, byteOffset, byteLength } = values;
    new Uint8Array(this.#memory.buffer, address).set(new Uint8Array(buffer, byteOffset, byteLength));
    return address;
  }

  /** Room for `bytes`, and for what operations may write past them. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil((bytes + SLACK) / 64) * 64;
    if (this.#end > this.#memory.buffer.byteLength) throw new RangeError('the bench is full');
    return address;
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer.slice(address, address + 4 * count));
  }

  shorts(address: number, count: number): Int16Array {
    return new Int16Array(this.#memory.buffer.slice(address, address + 2 * count));
  }
}
