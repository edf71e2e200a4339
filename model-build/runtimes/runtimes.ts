/** The runtimes that an evaluation can run a step graph on. */
import { remembering } from '../../src/cache-model/with-cache.ts';
import type { CacheModel, Manifest } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import type { Activations } from '../../src/runtime/kernels/exports.ts';
import { openReference } from '../../src/runtime/reference.ts';
import type { NetworkSpec } from '../network/spec.ts';
import { openKernels } from './kernels.ts';
import { openOrt } from './ort.ts';

/** A runtime of step graphs. */
export type RuntimeName = 'kernels' | 'ort' | 'reference';

type Open = (onnx: Uint8Array, activations?: Activations) => StepModel | Promise<StepModel>;

/** Opens the bytes of a step graph in each runtime; `activations`: its manifest's, for our kernels. */
export const RUNTIMES: Record<RuntimeName, Open> = {
  kernels: openKernels,
  ort: openOrt,
  reference: openReference,
};

/** What a manifest says of how a network is served. */
export interface Serving {
  cache?: CacheModel;
  activations?: Activations;
}

/** Reads it from a manifest. */
export const servingOf = ({ cache, quantization }: Pick<Manifest, 'cache' | 'quantization'>): Serving => ({
  cache,
  activations: quantization.activations,
});

/** A model as it is served: with its cache, if it has one. */
export async function openServed(
  runtime: RuntimeName,
  onnx: Uint8Array,
  { cache, activations }: Serving,
): Promise<StepModel> {
  const network = await RUNTIMES[runtime](onnx, activations);
  return remembering(network, cache);
}

/**
 * The runtime on which an int8 export is proved to agree with the reference: onnxruntime, made by others. Its activations
 * have 8 bits, which turn binary states near zero over; those networks are proved on our kernels, which have 14.
 */
export const provingRuntime = ({ cells, activation }: NetworkSpec): RuntimeName =>
  cells.includes('rnn') && activation === 'binary' ? 'kernels' : 'ort';
