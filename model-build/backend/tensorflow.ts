/** TensorFlow's C library through tfjs-node (processor) or tfjs-node-gpu (CUDA). */
import * as tf from '@tensorflow/tfjs';
import { BackendUnavailable, loadPeer } from './peers.ts';

/** Backends of TensorFlow's C library. */
export type TensorFlowBackend = 'tfjs-node' | 'tfjs-node-gpu';

let loaded: TensorFlowBackend | undefined;

/**
 * Makes TensorFlow the backend of tfjs. Throws BackendUnavailable, also when tfjs-node-gpu finds no GPU: it would
 * quietly run on the processor.
 */
export async function openTensorFlow(name: TensorFlowBackend): Promise<void> {
  if (loaded && loaded !== name)
    throw new Error(
      `backend ${name}: this process runs ${loaded} already, and both bring a TensorFlow library`,
    );
  await loadPeer(name, `@tensorflow/${name}`);
  loaded = name;
  await tf.setBackend('tensorflow');
  await tf.ready();
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  if (name === 'tfjs-node-gpu' && !isUsingGpuDevice)
    throw new BackendUnavailable(`backend ${name}: TensorFlow finds no CUDA device`, true);
}
