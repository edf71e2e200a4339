/** Any modern GPU: tfjs's WebGPU backend on Dawn, the WebGPU of Chromium, which npm `webgpu` brings to Node. */
import * as tf from '@tensorflow/tfjs';
import type { MatrixUnits } from '../ops/webgpu/matrix-code.ts';
import { MATRIX_FEATURES, type MatrixAdapter, unitsOf } from '../ops/webgpu/matrix-units.ts';
import { BackendUnavailable, loadPeer } from './peers.ts';

/** The parts of WebGPU that we touch ourselves. */
interface Dawn {
  create(flags: string[]): { requestAdapter(options: { powerPreference: string }): Promise<Adapter | null> };
  globals: object;
}
interface Adapter extends MatrixAdapter {
  info: MatrixAdapter['info'] & { vendor: string; architecture: string; description: string };
  requestDevice(wanted: { requiredFeatures: readonly string[] }): Promise<unknown>;
}
/**
 * Matrix units are still an experiment in Dawn, and behind the first. float16 is behind the second on NVIDIA's GPUs, where
 * Dawn's own tests of it once crashed; what we multiply with it is tried before it is used (`takeUnits`).
 */
const FLAGS = ['enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia'];

export interface Gpu {
  /** The adapter, for people. */
  adapter: string;
  /** Whether the processor plays the GPU: right, and too slow for training. */
  software: boolean;
  /** Its matrix units, for which the device was asked; undefined where there are none, or where they are turned off. */
  units: MatrixUnits | undefined;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

async function startWebGpu(): Promise<Gpu> {
  const dawn = (await loadPeer('webgpu', 'webgpu')) as Dawn;
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create(FLAGS);
  // Before the backend is loaded, which registers itself only where it finds navigator.gpu; and for good:
  // once it is deleted and collected, no result ever comes back.
  Object.assign(navigator, { gpu });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    throw new BackendUnavailable(
      'backend webgpu: no GPU found. On Linux it takes libvulkan1 and the Vulkan driver of the GPU’s maker',
      true,
    );
  const units = process.env.AFTERWORD_MATRIX_UNITS === 'off' ? undefined : unitsOf(adapter);
  if (units) askFor(gpu, adapter);
  await loadPeer('webgpu', '@tensorflow/tfjs-backend-webgpu');
  const { vendor, architecture, description } = adapter.info;
  const name = [...new Set([vendor, architecture, description])].filter((part) => part !== '').join(' ');
  return { adapter: name, software: SOFTWARE.test(name), units };
}

/** Lets tfjs, which asks for a device itself, get one with matrix units. */
function askFor(gpu: ReturnType<Dawn['create']>, adapter: Adapter): void {
  const plain = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = (wanted) =>
    plain({ ...wanted, requiredFeatures: [...wanted.requiredFeatures, ...MATRIX_FEATURES] });
  gpu.requestAdapter = () => Promise.resolve(adapter);
}

let started: Promise<Gpu> | undefined;

/** Makes WebGPU the backend of tfjs, with matrix units unless `AFTERWORD_MATRIX_UNITS=off`. Throws BackendUnavailable. */
export async function openWebGpu(): Promise<Gpu> {
  started ??= startWebGpu();
  const gpu = await started;
  if (!(await tf.setBackend('webgpu')))
    throw new BackendUnavailable(`backend webgpu: ${gpu.adapter} gave no device`, true);
  return gpu;
}
