/** Any modern GPU: tfjs's WebGPU backend on Dawn, the WebGPU of Chromium, which npm `webgpu` brings to Node. */
import * as tf from '@tensorflow/tfjs';
import { BackendUnavailable, loadPeer } from './peers.ts';

/** The parts of WebGPU that we touch ourselves. */
interface Dawn {
  create(flags: string[]): { requestAdapter(options: { powerPreference: string }): Promise<Adapter | null> };
  globals: object;
}
interface Adapter {
  info: { vendor: string; architecture: string; description: string };
}

export interface Gpu {
  /** The adapter, for people. */
  adapter: string;
  /** Whether the processor plays the GPU: right, and too slow for training. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

async function startWebGpu(): Promise<Gpu> {
  const dawn = (await loadPeer('webgpu', 'webgpu')) as Dawn;
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  // Before the backend is loaded, which registers itself only where it finds navigator.gpu; and for good:
  // once it is deleted and collected, no result ever comes back.
  Object.assign(navigator, { gpu });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    throw new BackendUnavailable(
      'backend webgpu: no GPU found. On Linux it takes libvulkan1 and the Vulkan driver of the GPU’s maker',
      true,
    );
  await loadPeer('webgpu', '@tensorflow/tfjs-backend-webgpu');
  const { vendor, architecture, description } = adapter.info;
  const name = [...new Set([vendor, architecture, description])].filter((part) => part !== '').join(' ');
  return { adapter: name, software: SOFTWARE.test(name) };
}

let started: Promise<Gpu> | undefined;

/** Makes WebGPU the backend of tfjs. Throws BackendUnavailable. */
export async function openWebGpu(): Promise<Gpu> {
  started ??= startWebGpu();
  const gpu = await started;
  if (!(await tf.setBackend('webgpu')))
    throw new BackendUnavailable(`backend webgpu: ${gpu.adapter} gave no device`, true);
  return gpu;
}
