/** Our own kernels in Node: the runtime that the Worker serves with by default. */
import { readFileSync } from 'node:fs';
import { type KernelModel, openKernelModel } from '../../src/runtime/kernels/model.ts';

const module = new WebAssembly.Module(
  readFileSync(new URL('../../src/runtime/kernels/kernels.wasm', import.meta.url)),
);

/** Opens the bytes of an int8 step graph. @throws OnnxError, UnsupportedGraph. */
export function openKernels(onnx: Uint8Array): KernelModel {
  return openKernelModel(module, onnx);
}
