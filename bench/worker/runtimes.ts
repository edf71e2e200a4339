/** The runtimes that are compared, each opened without the choice that src/runtime makes between them. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { openOrtModel } from '../../src/runtime/ort/open.ts';
import { ortMemoryBytes, startOrt } from '../../src/runtime/ort/start.ts';

export interface Runtime {
  open(onnx: Uint8Array, manifest: Manifest): Promise<StepModel>;
  /** Bytes of the WebAssembly memory that the open model occupies, runtime included. */
  memoryBytes(): number;
}

export const RUNTIMES: Record<string, Runtime> = {
  ort: {
    async open(onnx, manifest) {
      await startOrt();
      return openOrtModel(onnx, manifest.graph);
    },
    memoryBytes: ortMemoryBytes,
  },
};
