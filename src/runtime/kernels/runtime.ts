/** Our own kernels in workerd. */
import type { Runtime } from '../runtime.ts';
import module from './kernels.wasm';
import { type KernelModel, prepareKernelModel } from './model.ts';

const models = new Set<KernelModel>();

/** Our kernels, as one of the Worker's runtimes. */
export const kernelsRuntime: Runtime = {
  prepare({ graph, manifest }) {
    const opening = prepareKernelModel(module, graph, manifest.quantization.activations);
    return {
      bytes: opening.bytes,
      async open() {
        const model = opening.open();
        models.add(model);
        return model;
      },
    };
  },
  memoryBytes() {
    let bytes = 0;
    for (const model of models) {
      bytes += model.memoryBytes;
      if (model.memoryBytes === 0) models.delete(model);
    }
    return bytes;
  },
};
