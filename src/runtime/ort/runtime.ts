/** onnxruntime-web in workerd. */
import { AppError } from '../../errors.ts';
import type { Runtime } from '../runtime.ts';
import { openOrtModel } from './open.ts';
import { ortMemoryBytes, startOrt } from './start.ts';

/** onnxruntime-web, as one of the Worker's runtimes. */
export const ortRuntime: Runtime = {
  /** It tells whether it can run a graph, and what that takes, only by opening it. */
  prepare: ({ onnx, manifest }) => ({
    bytes: onnx.byteLength,
    // Of two models in a heap that only grows, neither could give its memory back.
    alone: true,
    async open() {
      await startOrt();
      try {
        return await openOrtModel(onnx, manifest.graph);
      } catch (cause) {
        const message = `onnxruntime-web cannot open ${manifest.name} ${manifest.version}.`;
        throw new AppError('model_corrupt', message, { cause });
      }
    },
  }),
  memoryBytes: ortMemoryBytes,
};
