/** Where training runs. Operations of our own on wasm and webgpu, composed ones elsewhere. */
import * as tf from '@tensorflow/tfjs';
import { openHeap } from '../heap/heap.ts';
import { composedOps } from '../ops/composed.ts';
import { fusedOps } from '../ops/fused/index.ts';
import type { Ops } from '../ops/ops.ts';
import { Gpu } from '../ops/webgpu/gpu.ts';
import { webgpuOps } from '../ops/webgpu/index.ts';
import { takeUnits } from '../ops/webgpu/matrix-units.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import { BackendUnavailable } from './peers.ts';
import { openTensorFlow } from './tensorflow.ts';
import { openWebGpu } from './webgpu.ts';

/** A backend that is open. */
export interface Backend {
  name: Exclude<BackendName, 'auto'>;
  /** One line for people: what does the arithmetic. */
  description: string;
  ops: Ops;
  /** A GPU played by the processor: right, and no use to train on. */
  software: boolean;
  /** Makes it tfjs's backend again, where several take turns. */
  select(): Promise<void>;
}

/**
 * Opens a backend. `auto`: the best one that works here of tfjs-node-gpu, webgpu on a real GPU, and wasm, which always
 * does. Throws BackendUnavailable, which says what to install.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  // tfjs advertises its native package in Node; our choice of backend is made.
  tf.env().set('IS_NODE', false);
  if (name === 'auto') return openBest();
  const { description, ops, software = false } = await OPEN[name]();
  const registered = tf.getBackend();
  const select = async () => {
    await tf.setBackend(registered);
  };
  return { name, description, ops, software, select };
}

type Opened = Pick<Backend, 'description' | 'ops'> & Partial<Pick<Backend, 'software'>>;

const OPEN: Record<Backend['name'], () => Promise<Opened>> = {
  async 'tfjs-node-gpu'() {
    await openTensorFlow('tfjs-node-gpu');
    return { description: 'TensorFlow on CUDA', ops: composedOps };
  },
  async webgpu() {
    const { adapter, software, units } = await openWebGpu();
    const kind = software ? 'tfjs webgpu without a GPU, in software' : 'tfjs webgpu';
    let products = 'float32';
    if (units) {
      const right = await takeUnits(Gpu.of(tf.backend()), units);
      const size = `${units.edge} x ${units.edge}`;
      products = right ? `float16 on matrix units of ${size}` : `float32: its matrix units of ${size} err`;
    }
    const description = `${kind}: ${adapter}, fused programs, products in ${products}`;
    return { description, ops: webgpuOps(), software };
  },
  async 'tfjs-node'() {
    await openTensorFlow('tfjs-node');
    return { description: 'TensorFlow on the processor', ops: composedOps };
  },
  async wasm() {
    const heap = await openHeap();
    return { description: `tfjs wasm, fused kernels, GEMM by ${heap.library}`, ops: fusedOps(heap) };
  },
  async cpu() {
    await tf.setBackend('cpu');
    await tf.ready();
    return { description: 'tfjs cpu, plain JavaScript', ops: composedOps };
  },
};

async function openBest(): Promise<Backend> {
  for (const name of ['tfjs-node-gpu', 'webgpu'] as const) {
    try {
      const backend = await openBackend(name);
      if (!backend.software) return backend;
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
    }
  }
  return openBackend('wasm');
}
