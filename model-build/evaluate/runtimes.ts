/** The runtimes that an evaluation can run a step graph on. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { openOrt } from './ort.ts';

export type RuntimeName = 'ort' | 'reference';

type Open = (onnx: Uint8Array) => StepModel | Promise<StepModel>;

export const RUNTIMES: Record<RuntimeName, Open> = { ort: openOrt, reference: openReference };
