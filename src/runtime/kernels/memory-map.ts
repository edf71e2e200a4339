/** Gives everything in a plan its place in one memory. */

import { UnsupportedGraph } from '../runtime.ts';
import { lifetimesOf } from './lifetimes.ts';
import type { Buffer, Matrix, Operation, Plan, Vector } from './plan.ts';
import { type Program, programOf, programWords } from './program.ts';
import { BACKGROUND, ROOM_END } from './room.ts';

/** Rows that a program runs over at most: tokens of one text, or of several. More share no more of the weights' cost. */
export const ROWS = 8;
/** Rows of a product that share its weights: product-rows.ts. */
const ROWS_AT_ONCE = 4;
/** Values own whole blocks of 32 floats, so kernels may read and write full blocks past their last element. */
const BLOCK_BYTES = 128;
/** Of WebAssembly. */
export const PAGE_BYTES = 65_536;
/** What an isolate grants its models in all. */
const MOST_BYTES = 100e6;
/** Rows of a matrix are brought in through a window of this size, or of four rows if that is more. */
const WINDOW_BYTES = 65_536;

/** Where a buffer begins, and the bytes from one of its rows to the next: 0 where all rows are one. */
export interface Place {
  address: number;
  stride: number;
}

/** Where everything lies in a model's memory: byte addresses. */
export interface Layout {
  /** WebAssembly pages, 64 KiB each. */
  pages: number;
  program: Program;
  programAddress: number;
  /** int32, one a row. */
  tokensAddress: number;
  /** Rounded activations of one product at a time; between two tokens, what room.ts says. */
  scratchAddress: number;
  /** Free once the weights are packed: values lie there as well. */
  windowAddress: number;
  windowBytes: number;
  /** Places of the plan's buffers and matrices. */
  buffers: Map<Buffer, Place>;
  matrices: Map<Matrix, number>;
}

/** Inputs of a packed matrix. */
export function packedInputs({ inputs }: Matrix): number {
  return roundUp(inputs, 8);
}

/** Of a packed matrix; behind them is room for one sum an output, see assembly/pack.ts. */
export function weightBytes(matrix: Matrix): number {
  return packedInputs(matrix) * roundUp(matrix.outputs, 32);
}

/** @throws UnsupportedGraph when the plan takes more memory than a model may have. */
export function layOut(plan: Plan): Layout {
  let end = ROOM_END;
  const place = (bytes: number): number => {
    const address = end;
    end += roundUp(bytes, BLOCK_BYTES);
    if (end > MOST_BYTES)
      throw new UnsupportedGraph(`the model takes more than ${MOST_BYTES} bytes of memory`);
    return address;
  };

  const operations = [...plan.reading.flatMap((stage) => stage.operations), ...plan.speaking];
  const programAddress = place(programWords(plan) * 4);
  const tokensAddress = place(ROWS * 4);
  const buffers = new Map<Buffer, Place>();
  const matrices = placeMatrices(operations, place);
  for (const buffer of constantsOf(plan, operations)) {
    buffers.set(buffer, { address: place(buffer.size * 4), stride: 0 });
  }
  const longest = greatest(matrices, packedInputs);
  const scratchAddress = place(Math.max(ROWS_AT_ONCE * (8 + 2 * longest), BACKGROUND + plan.logits.size));
  const windowAddress = end;
  placeValues(plan, buffers, place);
  const windowBytes = Math.max(WINDOW_BYTES, 4 * greatest(matrices, ({ tensor }) => tensor.shape[1]!));
  place(Math.max(0, windowAddress + windowBytes - end));
  place(BLOCK_BYTES); // what loads may run over
  const program = programOf(plan, programAddress, { buffers, matrices });
  const places = {
    programAddress,
    tokensAddress,
    scratchAddress,
    windowAddress,
    windowBytes,
  };
  return { pages: Math.ceil(end / PAGE_BYTES), program, ...places, buffers, matrices };
}

function placeMatrices(
  operations: readonly Operation[],
  place: (bytes: number) => number,
): Map<Matrix, number> {
  const matrices = new Map<Matrix, number>();
  for (const { weights } of operations) {
    if (!weights || matrices.has(weights)) continue;
    matrices.set(weights, place(weightBytes(weights) + 4 * roundUp(weights.outputs, 32)));
  }
  return matrices;
}

/** The greatest measure of any matrix, 0 if there is none. */
function greatest(matrices: ReadonlyMap<Matrix, number>, measure: (matrix: Matrix) => number): number {
  let most = 0;
  for (const matrix of matrices.keys()) most = Math.max(most, measure(matrix));
  return most;
}

function constantsOf({ nextStates, logits }: Plan, operations: readonly Operation[]): Set<Buffer> {
  const vectors = [...operations.flatMap(({ reads }) => reads), ...nextStates, logits];
  return new Set(vectors.map(({ buffer }) => buffer).filter(({ constant }) => constant !== undefined));
}

/** States have one row more, the first: it comes from the host. */
function placeValues(plan: Plan, buffers: Map<Buffer, Place>, place: (bytes: number) => number): void {
  const { states, nextStates, logits } = plan;
  const strideOf = ({ size }: Buffer) => roundUp(size * 4, BLOCK_BYTES);
  const put = (buffer: Buffer, rows: number) => {
    if (!buffers.has(buffer))
      buffers.set(buffer, { address: place(rows * strideOf(buffer)), stride: strideOf(buffer) });
  };
  for (const { buffer } of states) put(buffer, ROWS + 1);
  for (const { buffer } of [...nextStates, logits]) put(buffer, ROWS);
  /** Addresses that nobody uses any more, by stride. */
  const free = new Map<number, number[]>();
  const { born, over } = lifetimesOf(plan);
  for (const [stage, buffersBorn] of born.entries()) {
    for (const buffer of buffersBorn) {
      const address = free.get(strideOf(buffer))?.pop();
      if (address === undefined) put(buffer, ROWS);
      else buffers.set(buffer, { address, stride: strideOf(buffer) });
    }
    for (const buffer of over[stage]!) {
      const stride = strideOf(buffer);
      free.set(stride, [...(free.get(stride) ?? []), buffers.get(buffer)!.address]);
    }
  }
}

/** Where a vector begins in a row, in bytes. */
export function addressOf(buffers: ReadonlyMap<Buffer, Place>, { buffer, offset }: Vector, row = 0): number {
  const { address, stride } = buffers.get(buffer)!;
  return address + row * stride + offset * 4;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
