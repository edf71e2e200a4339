/** The one place that chooses a runtime for a model. */
import type { Manifest } from '../contract/manifest.ts';
import type { StepModel } from '../contract/step-model.ts';
import { AppError } from '../errors.ts';
import { openOrtModel } from './ort/open.ts';
import { ortMemoryBytes, startOrt } from './ort/start.ts';

/** onnxruntime's heap never shrinks: one model at a time, and both within the 128 MB of an isolate. */
export const RESIDENT_LIMITS = { bytes: 100e6, entries: 1 };

/** Throws `model_corrupt` when the runtime refuses the graph. */
export async function openModel(onnx: Uint8Array, manifest: Manifest): Promise<StepModel> {
  await startOrt();
  try {
    return await openOrtModel(onnx, manifest.graph);
  } catch (cause) {
    const message = `onnxruntime-web cannot open ${manifest.name} ${manifest.version}.`;
    throw new AppError('model_corrupt', message, { cause });
  }
}

/** Bytes of WebAssembly memory in this isolate. */
export const wasmMemoryBytes = ortMemoryBytes;
