/** Our own kernels in Node: the runtime that the Worker serves with by default. */
import { readFileSync } from 'node:fs';
import type { Activations } from '../../src/runtime/kernels/exports.ts';
import { type KernelModel, openKernelModel } from '../../src/runtime/kernels/model.ts';

const module = new WebAssembly.Module(
  readFileSync(new URL('../../src/runtime/kernels/kernels.wasm', import.meta.url)),
);

/** Opens the bytes of an int8 step graph; `activations`: its manifest's. @throws OnnxError, UnsupportedGraph. */
export function openKernels(onnx: Uint8Array, activations?: Activations): KernelModel {
  return openKernelModel(module, onnx, activations);
}
