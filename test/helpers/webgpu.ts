/** WebGPU for tests, where this machine has it. */
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { BackendUnavailable } from '../../model-build/backend/peers.ts';

/**
 * Milliseconds, only for what hangs: a driver in software compiles a program for up to ten seconds of a quiet core, and
 * little else takes time (of 30 steps of a small network on SwiftShader, 6.4 s of 8).
 */
export const PATIENCE = 1_200_000;

/** The backend, or why there is none. */
export async function webgpuOrWhyNot(): Promise<{ backend?: Backend; missing: string }> {
  try {
    const backend = await openBackend('webgpu');
    process.stderr.write(`${backend.description}\n`);
    return { backend, missing: '' };
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    process.stderr.write(`webgpu is not tested: ${error.message}\n`);
    return { missing: error.message };
  }
}

/** The classes of WebGPU that Dawn brings. */
type Classes = Record<'GPUComputePassEncoder', { prototype: GPUComputePassEncoder }> &
  Record<'GPUDevice', { prototype: GPUDevice }>;

/**
 * Counts what is really dispatched while `run` runs, by program. `dry` computes nothing, and compiles none of our programs:
 * the sizes of `run` must be those of no other run.
 */
export async function dispatches(
  run: () => Promise<unknown>,
  dry = false,
): Promise<{ count: number; by: Map<string, number> }> {
  const { GPUComputePassEncoder, GPUDevice } = globalThis as unknown as Classes;
  const [pass, device] = [GPUComputePassEncoder.prototype, GPUDevice.prototype];
  const { setPipeline, dispatchWorkgroups } = pass;
  const { createComputePipeline } = device;
  const by = new Map<string, number>();
  let program = '';
  pass.setPipeline = function (pipeline) {
    program = pipeline.label;
    if (!dry) setPipeline.call(this, pipeline);
  };
  pass.dispatchWorkgroups = function (...groups) {
    by.set(program, (by.get(program) ?? 0) + 1);
    if (!dry) dispatchWorkgroups.apply(this, groups);
  };
  // Of tfjs's own the layout is asked for afterwards.
  if (dry)
    device.createComputePipeline = function (descriptor) {
      if (descriptor.layout === 'auto') return createComputePipeline.call(this, descriptor);
      return { label: descriptor.label } as GPUComputePipeline;
    };
  try {
    await run();
  } finally {
    Object.assign(pass, { setPipeline, dispatchWorkgroups });
    Object.assign(device, { createComputePipeline });
  }
  return { count: [...by.values()].reduce((a, b) => a + b, 0), by };
}
