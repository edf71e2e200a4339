/** Where the GPU's time goes, program by program, tfjs's own among them: by timestamps where the adapter has them. */
import * as tf from '@tensorflow/tfjs';
import { Gpu } from './gpu.ts';
import { type Bound, bindingsOf } from './program.ts';

/** What one program has cost. */
export interface Cost {
  name: string;
  /** Dispatches. */
  count: number;
  /** Multiplications with an addition; 0 for programs that are no product. */
  macs: number;
  /** Of the tensors that it binds, each read or written once: the least that goes to memory and back. 0 for tfjs's own. */
  bytes: number;
  /** Milliseconds on the GPU; undefined without timestamps. */
  milliseconds?: number;
}

/** What is touched of tfjs's backend, for its own programs. */
interface Watched {
  device: GPUDevice;
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  runWebGPUProgram(program: object, inputs: tf.TensorInfo[], ...rest: unknown[]): tf.TensorInfo;
}

/** Timestamps in a set, at most; two for each pass. */
const MOST = 4096;
/** Bytes of a timestamp. */
const BYTES = 8;
const FLOAT = 4;
const [QUERY_RESOLVE, COPY_SRC, MAP_READ, COPY_DST] = [0x200, 0x4, 0x1, 0x8];

type Pass = Omit<Cost, 'milliseconds'>;

const sizeOf = (bound: Bound) => FLOAT * ('of' in bound ? bound.count : bound.size);

/** Runs something on the open WebGPU backend, and tells what each program has cost, the dearest first. */
export async function profile(run: () => Promise<unknown>): Promise<Cost[]> {
  const backend = tf.backend() as unknown as Watched;
  const gpu = Gpu.of(backend);
  const { device } = backend;
  const timed = device.features.has('timestamp-query');
  const querySet = timed ? device.createQuerySet({ type: 'timestamp', count: MOST }) : undefined;
  const passes: Pass[] = [];
  const plain = backend.runWebGPUProgram;
  const begin = (pass: Pass): GPUComputePassDescriptor => {
    const at = 2 * passes.push(pass) - 2;
    if (!querySet || at + 1 >= MOST) return {};
    return { timestampWrites: { querySet, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 } };
  };
  gpu.watch = (program) => {
    const bytes = bindingsOf(program).reduce((sum, [, bound]) => sum + sizeOf(bound), 0);
    return begin({ name: program.name, count: program.times ?? 1, macs: program.macs ?? 0, bytes });
  };
  backend.runWebGPUProgram = function (program, inputs, ...rest) {
    // An upload would end the pass before its program is in it.
    for (const { dataId } of inputs) this.uploadToGPU(dataId);
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const name = `tfjs ${program.constructor.name.replace('Program', '')}`;
    this.computePassEncoder = this.commandEncoder.beginComputePass(
      begin({ name, count: 1, macs: 0, bytes: 0 }),
    );
    const result = plain.call(this, program, inputs, ...rest);
    this.endComputePassEncoder();
    return result;
  };
  try {
    await run();
  } finally {
    gpu.watch = undefined;
    backend.runWebGPUProgram = plain;
  }
  const stamps = querySet && (await stampsOf(backend, querySet, Math.min(MOST, 2 * passes.length)));
  querySet?.destroy();
  return costs(passes, stamps);
}

/** Nanoseconds on the GPU's clock. */
async function stampsOf(backend: Watched, set: GPUQuerySet, count: number): Promise<BigInt64Array> {
  const { device } = backend;
  const size = BYTES * count;
  const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
  const read = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder.resolveQuerySet(set, 0, count, resolved, 0);
  backend.commandEncoder.copyBufferToBuffer(resolved, 0, read, 0, size);
  backend.submitQueue();
  await read.mapAsync(MAP_READ);
  const stamps = new BigInt64Array(read.getMappedRange().slice(0));
  read.destroy();
  resolved.destroy();
  return stamps;
}

function costs(passes: Pass[], stamps?: BigInt64Array): Cost[] {
  const all = new Map<string, Cost>();
  passes.forEach(({ name, count, macs, bytes }, i) => {
    const cost = all.get(name) ?? { name, count: 0, macs: 0, bytes: 0, ...(stamps && { milliseconds: 0 }) };
    cost.count += count;
    cost.macs += macs;
    cost.bytes += bytes;
    if (stamps && 2 * i + 1 < stamps.length)
      cost.milliseconds! += Number(stamps[2 * i + 1]! - stamps[2 * i]!) / 1e6;
    all.set(name, cost);
  });
  return [...all.values()].sort(
    (a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0) || b.macs - a.macs || b.count - a.count,
  );
}
