/** Gives everything in a plan its place in one memory. */

import { UnsupportedGraph } from '../runtime.ts';
import { EMBED, NORM, PRODUCT, RECORD_WORDS } from './opcodes.ts';
import type { Buffer, Matrix, Operation, Plan, Vector } from './plan.ts';

/** Values own whole blocks of 32 floats, so kernels may read and write full blocks past their last element. */
const BLOCK_BYTES = 128;
/** Of WebAssembly. */
export const PAGE_BYTES = 65_536;
/** What an isolate grants its models in all. */
const MOST_BYTES = 100e6;
/** Rows of a matrix are brought in through a window of this size, or of four rows if that is more. */
const WINDOW_BYTES = 65_536;

export interface Layout {
  /** WebAssembly pages, 64 KiB each. */
  pages: number;
  program: Int32Array<ArrayBuffer>;
  programAddress: number;
  /** Rounded activations of one product at a time. */
  scratchAddress: number;
  windowAddress: number;
  windowBytes: number;
  /** Places of the plan's buffers and matrices. */
  buffers: Map<Buffer, number>;
  matrices: Map<Matrix, number>;
}

/** Inputs of a packed matrix. */
export function packedInputs({ inputs }: Matrix): number {
  return roundUp(inputs, 8);
}

/** @throws UnsupportedGraph when the plan takes more memory than a model may have. */
export function layOut({ operations, states }: Plan): Layout {
  let end = BLOCK_BYTES; // address 0 stays unused
  const place = (bytes: number): number => {
    const address = end;
    end += roundUp(bytes, BLOCK_BYTES);
    if (end > MOST_BYTES)
      throw new UnsupportedGraph(`the model takes more than ${MOST_BYTES} bytes of memory`);
    return address;
  };

  const programAddress = place(operations.length * RECORD_WORDS * 4);
  const matrices = new Map<Matrix, number>();
  const buffers = new Map<Buffer, number>();
  const placeBuffer = (buffer: Buffer) => {
    if (!buffers.has(buffer)) buffers.set(buffer, place(buffer.size * 4));
  };
  for (const { buffer } of states) placeBuffer(buffer);
  let longest = 0;
  let widest = 0;
  for (const { result, reads, weights } of operations) {
    placeBuffer(result.buffer);
    for (const { buffer } of reads) placeBuffer(buffer);
    if (!weights) continue;
    longest = Math.max(longest, weights.inputs);
    widest = Math.max(widest, weights.tensor.shape[1]!);
    if (!matrices.has(weights)) {
      matrices.set(weights, place(packedInputs(weights) * roundUp(weights.outputs, 32)));
    }
  }
  const scratchAddress = place(roundUp(longest, 8) * 2);
  const windowBytes = Math.max(WINDOW_BYTES, 4 * widest);
  const windowAddress = place(windowBytes);
  place(BLOCK_BYTES); // what loads may run over
  const layout = { programAddress, scratchAddress, windowAddress, windowBytes, buffers, matrices };
  const program = Int32Array.from(operations.flatMap((operation) => record(operation, layout)));
  return { ...layout, pages: Math.ceil(end / PAGE_BYTES), program };
}

/** Where a vector begins, in bytes. */
export function addressOf(buffers: ReadonlyMap<Buffer, number>, { buffer, offset }: Vector): number {
  return buffers.get(buffer)! + offset * 4;
}

/** The words of one operation, as assembly/run.ts reads them. */
function record(operation: Operation, { buffers, matrices }: Pick<Layout, 'buffers' | 'matrices'>): number[] {
  const { code, result, reads, weights, epsilon = 0 } = operation;
  const [a = 0, b = 0, c = 0] = reads.map((vector) => addressOf(buffers, vector));
  const y = addressOf(buffers, result);
  const matrix = weights ? matrices.get(weights)! : 0;
  switch (code) {
    case EMBED:
      return [code, y, matrix, a, weights!.inputs, 0, 0, 0];
    case PRODUCT:
      return [code, y, a, matrix, weights!.inputs, weights!.outputs, b, c];
    case NORM:
      return [code, y, a, b, result.size, floatBits(epsilon), 0, 0];
    default:
      return [code, y, a, b, result.size, 0, 0, 0];
  }
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
