/**
 * Runs WGSL programs on the device of tfjs's WebGPU backend, between its own: into the same pass, on the same buffers.
 * The only file that knows the backend's insides; it is written for 4.22.0, the last of its versions.
 *
 * tfjs's own way (`runWebGPUProgram`) makes a uniform buffer, a bind group and a key of all shapes for each run, and
 * allows one output. Here pipelines and bind groups are kept, since a step runs the same programs on the same buffers again.
 */
import * as tf from '@tensorflow/tfjs';
import type { MatrixUnits } from './matrix-code.ts';
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
  tensorMap: { get(id: object): TensorData; has(id: object): boolean };
  bufferManager: {
    acquireBuffer(size: number, usage: number): GPUBuffer;
    releaseBuffer(buffer: GPUBuffer): void;
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
  getBufferData(resource: GPUBuffer | View): Promise<ArrayBuffer>;
}

interface TensorData {
  values: ArrayLike<number> | null;
  resource: GPUBuffer | View | null;
  refCount: number;
}

/** Where a weight's gradient belongs, and the tensor that stands for it, while there is one. */
interface Home {
  flat: tf.Tensor;
  from: number;
  taken?: object;
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

const opened = new WeakMap<object, Gpu>();

/** Runs programs, and makes the tensors that they write. */
export class Gpu {
  readonly #compiled = new Map<string, Compiled>();
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #ids = new WeakMap<GPUBuffer, number>();
  #buffers = 0;
  #steps: { buffer: GPUBuffer; count: number } | undefined;
  readonly #backend: WebGpuBackend;
  /** What programs run on. */
  readonly device: GPUDevice;
  readonly #homes = new WeakMap<object, Home>();
  #fault: string | undefined;
  /** The matrix units that products run on where they divide; without, all are made in float32. See matrix-units.ts. */
  units: MatrixUnits | undefined;
  /** While there is one, each program has a pass of its own, which begins as this says: see profile.ts. */
  watch: ((program: Program) => GPUComputePassDescriptor) | undefined;

  /** Of tfjs's backend: programs are compiled once for each. */
  static of(backend: object): Gpu {
    const known = opened.get(backend) ?? new Gpu(backend);
    opened.set(backend, known);
    return known;
  }

  private constructor(backend: object) {
    this.#backend = backend as WebGpuBackend;
    this.device = this.#backend.device;
    // What is wrong with a program, tfjs's own among them, is heard of late: the next run or read throws it.
    this.device.addEventListener('uncapturederror', (event) => {
      this.#fault ??= (event as GPUUncapturedErrorEvent).error.message;
    });
    this.#watchReads();
  }

  /** Bytes of a buffer that a program may see. */
  get mostBytes(): number {
    return this.device.limits.maxStorageBufferBindingSize;
  }

  /** A float32 tensor whose numbers are yet to be written. */
  empty<R extends tf.Rank = tf.Rank>(shape: number[]): tf.Tensor<R> {
    const info = this.#backend.makeTensorInfo(shape, 'float32');
    return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
  }

  /** The numbers of a tensor that have not gone to the GPU yet. */
  onHost(tensor: tf.Tensor): ArrayLike<number> | undefined {
    const { resource, values } = this.#backend.tensorMap.get(tensor.dataId);
    return resource ? undefined : (values ?? undefined);
  }

  /** A tensor that stands for a stretch of another, which must outlive it. `from` is a multiple of `STRETCH`. */
  view<R extends tf.Rank = tf.Rank>(of: tf.Tensor, from: number, shape: number[]): tf.Tensor<R> {
    const view = this.empty<R>(shape);
    const resource = this.#binding({ of, from, count: view.size });
    const data = this.#backend.tensorMap.get(view.dataId);
    // Numbers that were read are not kept: they change with those of the tensor that this is a part of.
    Object.defineProperty(data, 'values', { get: () => null, set: () => {} });
    data.resource = resource;
    return view;
  }

  /** Whether a tensor is a view of another. */
  isView(tensor: tf.Tensor, of: tf.Tensor): boolean {
    const [own, whole] = [tensor, of].map(({ dataId }) => this.#backend.tensorMap.get(dataId).resource);
    return own != null && 'buffer' in own && own.buffer === whole;
  }

  /** From now on the gradient of `weight` is written at `from` of `flat`. */
  home(weight: tf.Tensor, flat: tf.Tensor, from: number): void {
    this.#homes.set(weight.dataId, { flat, from });
  }

  /** What the gradient of a weight is to be written to: where it belongs, unless that is in use. */
  gradientOf(weight: tf.Tensor): tf.Tensor {
    const home = this.#homes.get(weight.dataId);
    if (!home || (home.taken && this.#lives(home.taken))) return this.empty(weight.shape);
    const gradient = this.view(home.flat, home.from, weight.shape);
    home.taken = gradient.dataId;
    return gradient;
  }

  /** Whether a tensor is in use. What was let go of stays known until it is handed in. */
  #lives(id: object): boolean {
    const { tensorMap } = this.#backend;
    return tensorMap.has(id) && tensorMap.get(id).refCount > 0;
  }

  /** Throws Error for what the device found wrong: from then on its numbers are not to be trusted. */
  #complain(): void {
    if (this.#fault !== undefined) throw new Error(`webgpu: ${this.#fault}`);
  }

  /** Lets tfjs read a view, as it reads a buffer. A read throws what the device found wrong with what was run before. */
  #watchReads(): void {
    const backend = this.#backend;
    const plain = backend.getBufferData.bind(backend);
    const read = async (buffer: GPUBuffer) => {
      const numbers = await plain(buffer);
      this.#complain();
      return numbers;
    };
    backend.getBufferData = async (resource) => {
      if (!('buffer' in resource)) return read(resource);
      const { buffer, offset, size } = resource;
      const copy = backend.bufferManager.acquireBuffer(size, buffer.usage);
      backend.ensureCommandEncoderReady();
      backend.endComputePassEncoder();
      backend.commandEncoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
      const numbers = await read(copy);
      backend.bufferManager.releaseBuffer(copy);
      return numbers;
    };
  }

  /** Puts a program behind what is to be done. Throws Error for what the device found wrong with one before. */
  run(program: Program): void {
    this.#complain();
    const backend = this.#backend;
    const bound = bindingsOf(program).map(([, bound]) => this.#binding(bound));
    for (const tensor of Object.values(program.writes)) {
      // Numbers that were read before would be stale.
      backend.tensorMap.get(tensorOf(tensor).dataId).values = null;
    }
    const { pipeline, layout, id } = this.#compile(program);
    const times = program.times ?? 1;
    const steps = program.times === undefined ? undefined : this.#stepsFor(times);
    const group = this.#group(id, layout, bound, steps);
    backend.ensureCommandEncoderReady();
    if (this.watch) backend.endComputePassEncoder();
    backend.computePassEncoder ??= backend.commandEncoder.beginComputePass(this.watch?.(program));
    const pass = backend.computePassEncoder;
    pass.setPipeline(pipeline);
    for (let i = 0; i < times; i++) {
      pass.setBindGroup(0, group, steps ? [i * STEP_STRIDE] : []);
      pass.dispatchWorkgroups(...program.groups);
    }
    if (this.watch) backend.endComputePassEncoder();
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
    const resource = backend.tensorMap.get(dataId).resource!;
    const whole = 'buffer' in resource ? resource : { buffer: resource, offset: 0, size: FLOAT * size };
    if (!('of' in bound)) return whole;
    if (bound.from % STRETCH !== 0)
      throw new RangeError(`from: got ${bound.from}, wanted a multiple of ${STRETCH}`);
    return { ...whole, offset: whole.offset + FLOAT * bound.from, size: FLOAT * bound.count };
  }

  #compile(program: Program): Compiled {
    const { name, sizes, floats, reads, writes, fours } = program;
    const key = `${name} ${Object.values(sizes)} ${floats ? Object.values(floats) : ''} ${fours ?? ''} ${Object.keys({ ...reads, ...writes })}`;
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
    const layout = this.device.createBindGroupLayout({ entries });
    const pipeline = this.device.createComputePipeline({
      label: name,
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: {
        module: this.device.createShaderModule({ label: name, code: sourceOf(program) }),
        entryPoint: 'main',
      },
    });
    const compiled = { id: this.#compiled.size, pipeline, layout };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #group(pipeline: number, layout: GPUBindGroupLayout, bound: View[], steps?: GPUBuffer): GPUBindGroup {
    const places = bound.map(({ buffer, offset, size }) => `${this.#idOf(buffer)}+${offset}:${size}`);
    const key = `${pipeline} ${places} ${steps ? this.#idOf(steps) : ''}`;
    const known = this.#groups.get(key);
    if (known) return known;
    const resources: GPUBufferBinding[] = [
      ...bound,
      ...(steps ? [{ buffer: steps, offset: 0, size: FLOAT }] : []),
    ];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const group = this.device.createBindGroup({ layout, entries });
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
  #stepsFor(count: number): GPUBuffer {
    if (this.#steps && this.#steps.count >= count) return this.#steps.buffer;
    const numbers = new Uint32Array((count * STEP_STRIDE) / FLOAT);
    for (let i = 0; i < count; i++) numbers[(i * STEP_STRIDE) / FLOAT] = i;
    const buffer = this.device.createBuffer({
      size: numbers.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.device.queue.writeBuffer(buffer, 0, numbers);
    this.#steps = { buffer, count };
    return buffer;
  }
}

declare const GPUBufferUsage: { UNIFORM: number; COPY_DST: number };
