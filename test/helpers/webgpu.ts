/** WebGPU for tests, where this machine has it. */
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { BackendUnavailable } from '../../model-build/backend/peers.ts';

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

/** Counts what is really dispatched while `run` runs, by program; `dry` computes nothing. */
export async function dispatches(
  run: () => Promise<unknown>,
  dry = false,
): Promise<{ count: number; by: Map<string, number> }> {
  const { prototype } = (
    globalThis as unknown as { GPUComputePassEncoder: { prototype: GPUComputePassEncoder } }
  ).GPUComputePassEncoder;
  const { setPipeline, dispatchWorkgroups } = prototype;
  const by = new Map<string, number>();
  let program = '';
  prototype.setPipeline = function (pipeline) {
    program = pipeline.label;
    setPipeline.call(this, pipeline);
  };
  prototype.dispatchWorkgroups = function (...groups) {
    by.set(program, (by.get(program) ?? 0) + 1);
    if (!dry) dispatchWorkgroups.apply(this, groups);
  };
  try {
    await run();
  } finally {
    Object.assign(prototype, { setPipeline, dispatchWorkgroups });
  }
  return { count: [...by.values()].reduce((a, b) => a + b, 0), by };
}
