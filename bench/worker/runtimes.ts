/** The runtimes that are compared, each opened without the choice that src/runtime makes between them. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import kernels from '../../src/runtime/kernels/kernels.wasm';
import { openKernelModel } from '../../src/runtime/kernels/model.ts';
import { openOrtModel } from '../../src/runtime/ort/open.ts';
import { ortMemoryBytes, startOrt } from '../../src/runtime/ort/start.ts';
import { openMatvec } from './matvec.ts';

export interface OpenModel {
  model: StepModel;
  /** Bytes of the WebAssembly memory that it occupies, its runtime included. */
  memoryBytes(): number;
}

export const RUNTIMES: Record<string, (onnx: Uint8Array, manifest: Manifest) => Promise<OpenModel>> = {
  async kernels(onnx, { quantization }) {
    const model = openKernelModel(kernels, onnx, quantization.activations);
    return { model, memoryBytes: () => model.memoryBytes };
  },
  async ort(onnx, manifest) {
    await startOrt();
    return { model: await openOrtModel(onnx, manifest.graph), memoryBytes: ortMemoryBytes };
  },
  /** No runtime, but the floor under all of them. */
  async matvec(onnx) {
    return { model: openMatvec(onnx), memoryBytes: () => 0 };
  },
};
