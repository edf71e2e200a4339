/** The Worker without onnxruntime: small enough, and cold-started fast enough, for the Workers Free plan. */
import { kernelsRuntime } from './runtime/kernels/runtime.ts';
import { createWorker } from './worker.ts';

export default createWorker({ kernels: kernelsRuntime });
