/**
 * Runs WGSL programs on the device of tfjs's WebGPU backend, between its own: into the same pass, on the same buffers.
 * The only file that knows the backend's insides; it is written for 4.22.0, the last of its versions.
 *
 * tfjs's own way (`runWebGPUProgram`) makes a uniform buffer, a bind group and a key of all shapes for each run, and
 * allows one output. Here pipelines and bind groups are kept, since a step runs the same programs on the same buffers again.
 */
import * as tf from '@tensorflow/tfjs';
import { type Bound, bindingsOf, type Program, STRETCH, sourceOf, tensorOf } from './program.ts';

/** A stretch of a buffer that a tensor stands for; `offset` and `size` in bytes. */
interface View {
  buffer: GPUBuffer;
  offset: number;
  size: number;
}

/** What is touched of tfjs's backend. */
interface WebGpuBackend {
  device: GPUDevice;
  tensorMap: {
    get(id: object): { values: ArrayLike<number> | null; resource: GPUBuffer | View | null } | undefined;
  };
  commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: number[], dtype: string): tf.TensorInfo;
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

interface Compiled {
  id: number;
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
}

/** Dispatches that are handed to the GPU together. What is let go of before can be used again only after. */
const SUBMITTED_TOGETHER = 32;
/** Bytes between two numbers that steps are counted with: what every adapter allows. */
const STEP_STRIDE = 256;
const FLOAT = 4;
/** Bind groups that are kept. A step has some hundred; all are forgotten when there are more, for want of the right ones. */
const MOST_GROUPS = 8192;
/** Visible to compute shaders. */
const COMPUTE = 4;

/** Runs programs, and makes the tensors that they write. */
export class Gpu {
  readonly #compiled = new Map<string, Compiled>();
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #ids = new WeakMap<GPUBuffer, number>();
  #buffers = 0;
  #steps: { buffer: GPUBuffer; count: number } | undefined;
  #device: GPUDevice | undefined;
  #fault: string | undefined;

  get #backend(): WebGpuBackend {
    return tf.backend() as unknown as WebGpuBackend;
  }

  /** The device; what it finds wrong with a program comes late, and is thrown by the next run. */
  get device(): GPUDevice {
    const { device } = this.#backend;
    if (this.#device !== device) {
      this.#device = device;
      device.addEventListener('uncapturederror', (event) => {
        this.#fault ??= (event as GPUUncapturedErrorEvent).error.message;
      });
    }
    return device;
  }

  /** A float32 tensor whose numbers are yet to be written. */
  empty<R extends tf.Rank = tf.Rank>(shape: number[]): tf.Tensor<R> {
    const info = this.#backend.makeTensorInfo(shape, 'float32');
    return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
  }

  /** The numbers of a tensor that have not gone to the GPU yet. */
  onHost(tensor: tf.Tensor): ArrayLike<number> | undefined {
    const data = this.#backend.tensorMap.get(tensor.dataId);
    return data?.resource ? undefined : (data?.values ?? undefined);
  }

  /** Puts a program behind what is to be done. Throws Error for what the device found wrong with one before. */
  run(program: Program): void {
    const { device } = this;
    if (this.#fault !== undefined) throw new Error(`webgpu: ${this.#fault}`);
    const backend = this.#backend;
    const bound = bindingsOf(program).map(([, bound]) => this.#binding(bound));
    for (const tensor of Object.values(program.writes)) {
      // Numbers that were read before would be stale.
      const data = backend.tensorMap.get(tensorOf(tensor).dataId);
      if (data) data.values = null;
    }
    const { pipeline, layout, id } = this.#compile(device, program);
    const times = program.times ?? 1;
    const steps = program.times === undefined ? undefined : this.#stepsFor(device, times);
    const group = this.#group(device, id, layout, bound, steps);
    backend.ensureCommandEncoderReady();
    backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
    const pass = backend.computePassEncoder;
    pass.setPipeline(pipeline);
    for (let i = 0; i < times; i++) {
      pass.setBindGroup(0, group, steps ? [i * STEP_STRIDE] : []);
      pass.dispatchWorkgroups(...program.groups);
    }
    backend.dispatchCountInPass += times;
    if (backend.dispatchCountInPass >= SUBMITTED_TOGETHER) {
      backend.endComputePassEncoder();
      backend.submitQueue();
    }
  }

  #binding(bound: Bound): View {
    const backend = this.#backend;
    const { dataId, size } = tensorOf(bound);
    backend.uploadToGPU(dataId);
    backend.commandQueueOwnedIds.add(dataId);
    const resource = backend.tensorMap.get(dataId)!.resource!;
    const whole = 'buffer' in resource ? resource : { buffer: resource, offset: 0, size: FLOAT * size };
    if (!('of' in bound)) return whole;
    if (bound.from % STRETCH !== 0)
      throw new RangeError(`from: got ${bound.from}, wanted a multiple of ${STRETCH}`);
    return { ...whole, offset: whole.offset + FLOAT * bound.from, size: FLOAT * bound.count };
  }

  #compile(device: GPUDevice, program: Program): Compiled {
    const { name, sizes, floats, reads, writes, fours } = program;
    const key = `${name} ${Object.values(sizes)} ${floats ? Object.values(floats) : ''} ${fours ?? ''} ${Object.keys(reads)}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const types = bindingsOf(program).map(([name]) => (name in writes ? 'storage' : 'read-only-storage'));
    const entries: GPUBindGroupLayoutEntry[] = types.map((type, binding) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type: type as GPUBufferBindingType },
    }));
    if (program.times !== undefined)
      entries.push({
        binding: entries.length,
        visibility: COMPUTE,
        buffer: { type: 'uniform', hasDynamicOffset: true },
      });
    const layout = device.createBindGroupLayout({ entries });
    const pipeline = device.createComputePipeline({
      label: name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: {
        module: device.createShaderModule({ label: name, code: sourceOf(program) }),
        entryPoint: 'main',
      },
    });
    const compiled = { id: this.#compiled.size, pipeline, layout };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #group(
    device: GPUDevice,
    pipeline: number,
    layout: GPUBindGroupLayout,
    bound: View[],
    steps?: GPUBuffer,
  ): GPUBindGroup {
    const places = bound.map(({ buffer, offset, size }) => `${this.#idOf(buffer)}+${offset}:${size}`);
    const key = `${pipeline} ${places} ${steps ? this.#idOf(steps) : ''}`;
    const known = this.#groups.get(key);
    if (known) return known;
    const resources: GPUBufferBinding[] = [
      ...bound,
      ...(steps ? [{ buffer: steps, offset: 0, size: FLOAT }] : []),
    ];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const group = device.createBindGroup({ layout, entries });
    if (this.#groups.size >= MOST_GROUPS) this.#groups.clear();
    this.#groups.set(key, group);
    return group;
  }

  #idOf(buffer: GPUBuffer): number {
    let id = this.#ids.get(buffer);
    if (id === undefined) {
      id = this.#buffers++;
      this.#ids.set(buffer, id);
    }
    return id;
  }

  /** Counts from 0, each number where a dynamic offset can reach it. */
  #stepsFor(device: GPUDevice, count: number): GPUBuffer {
    if (this.#steps && this.#steps.count >= count) return this.#steps.buffer;
    const numbers = new Uint32Array((count * STEP_STRIDE) / FLOAT);
    for (let i = 0; i < count; i++) numbers[(i * STEP_STRIDE) / FLOAT] = i;
    const buffer = device.createBuffer({
      size: numbers.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(buffer, 0, numbers);
    this.#steps = { buffer, count };
    return buffer;
  }
}

declare const GPUBufferUsage: { UNIFORM: number; COPY_DST: number };
