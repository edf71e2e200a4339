/** The Worker, with both runtimes: our kernels, and onnxruntime for the graphs that they do not know. */
import { kernelsRuntime } from './runtime/kernels/runtime.ts';
import { ortRuntime } from './runtime/ort/runtime.ts';
import { createWorker } from './worker.ts';

export default createWorker({ kernels: kernelsRuntime, ort: ortRuntime });
