/** Where training runs. `fused` operations on wasm, composed ones elsewhere. */
import * as tf from '@tensorflow/tfjs';
import { composedOps } from '../ops/composed.ts';
import { fusedOps } from '../ops/fused/index.ts';
import type { Ops } from '../ops/ops.ts';
import { openHeap } from './heap.ts';
import type { BackendName } from './names.ts';

export interface Backend {
  name: string;
  /** One line for people: what does the arithmetic. */
  description: string;
  ops: Ops;
}

export async function openBackend(name: BackendName): Promise<Backend> {
  // tfjs advertises its native package in Node; our choice of backend is made.
  tf.env().set('IS_NODE', false);
  if (name === 'cpu') {
    await tf.setBackend('cpu');
    await tf.ready();
    return { name, description: 'tfjs cpu, plain JavaScript', ops: composedOps };
  }
  const heap = await openHeap();
  return {
    name: 'wasm',
    description: `tfjs wasm, fused kernels, GEMM by ${heap.library}`,
    ops: fusedOps(heap),
  };
}
