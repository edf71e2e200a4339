/** The runtimes that an evaluation can run a step graph on. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { openKernels } from './kernels.ts';
import { openOrt } from './ort.ts';

export type RuntimeName = 'kernels' | 'ort' | 'reference';

type Open = (onnx: Uint8Array) => StepModel | Promise<StepModel>;

export const RUNTIMES: Record<RuntimeName, Open> = {
  kernels: openKernels,
  ort: openOrt,
  reference: openReference,
};
