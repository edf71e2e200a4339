/**
 * Sums over rows, in two stages: a program leaves a partial sum for each stripe of rows, another adds the stripes up.
 *
 *     columns [rows, width] -> [width]
 *     slices [slices, ...] -> [...]
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { Gpu } from './gpu.ts';
import { byFour, elementwise, groupwise } from './program.ts';

/** Rows that one invocation adds up. */
const STRIPE = 64;
/** Columns beside each other in a workgroup, so that a whole sector of memory is read; the lanes left share the slices out. */
const COLUMNS = 8;
const LANES = 256;
/** From so many sums on, an invocation for each keeps the GPU busy. */
const MANY = 16_384;
const FEW_SLICES = 32;

/** Stripes that rows are cut into. */
export const stripesOf = (rows: number, stripe = STRIPE): number => Math.ceil(rows / stripe);

/** Adds `parts` `[slices, ...]` up into `result` `[...]`; of `[slices, 2, ...]`, the second half into `second`. */
export function sumSlices(gpu: Gpu, parts: Tensor, slices: number, result: Tensor, second?: Tensor): void {
  const half = result.size;
  const count = second ? 2 * half : half;
  const { type, step, fours } = byFour(half, ['parts', 'result', 'second']);
  const reads = { parts };
  const writes = { result, ...(second && { second }) };
  const put = (at: string, sum: string) =>
    second
      ? `if (${at} < HALF) { result[${at}] = ${sum}; } else { second[${at} - HALF] = ${sum}; }`
      : `result[${at}] = ${sum};`;
  if (count / step >= MANY || slices < FEW_SLICES) {
    const body = `var sum = ${type}(0.0);
  for (var s = 0u; s < SLICES; s++) { sum += parts[s * COUNT + index]; }
  ${put('index', 'sum')}`;
    const sizes = { SLICES: slices, HALF: half / step };
    gpu.run(elementwise(count / step, { name: 'sum of slices', sizes, reads, writes, fours, body }));
    return;
  }
  const functions = `var<workgroup> sums : array<f32, ${LANES}>;`;
  const body = `let column = row * ${COLUMNS}u + lane % ${COLUMNS}u;
  var sum = 0.0;
  if (column < WIDTH) {
    for (var s = lane / ${COLUMNS}u; s < SLICES; s += ${LANES / COLUMNS}u) { sum += parts[s * WIDTH + column]; }
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = ${LANES / COLUMNS / 2}u; half > 0u; half = half / 2u) {
    if (lane < half * ${COLUMNS}u) { sums[lane] += sums[lane + half * ${COLUMNS}u]; }
    workgroupBarrier();
  }
  if (lane < ${COLUMNS}u && column < WIDTH) { ${put('column', 'sums[lane]')} }`;
  const sizes = { SLICES: slices, WIDTH: count, HALF: half };
  const name = 'sum of many slices';
  gpu.run(groupwise(Math.ceil(count / COLUMNS), LANES, { name, sizes, reads, writes, functions, body }));
}

/** Sums of the columns of `[rows, width]`, into `result` `[width]`. */
export function columnSums(gpu: Gpu, x: Tensor, rows: number, width: number, result: Tensor): Tensor1D {
  const stripes = stripesOf(rows);
  const parts = gpu.empty([stripes, width]);
  const body = `let column = index % WIDTH;
  let first = index / WIDTH * ${STRIPE}u;
  let end = min(ROWS, first + ${STRIPE}u);
  var sum = 0.0;
  for (var row = first; row < end; row++) { sum += x[row * WIDTH + column]; }
  parts[index] = sum;`;
  const sizes = { ROWS: rows, WIDTH: width };
  gpu.run(
    elementwise(stripes * width, { name: 'column sums', sizes, reads: { x }, writes: { parts }, body }),
  );
  return addStripes(gpu, parts, stripes, result);
}

/** Adds partial sums `[stripes, width]` up into `result` `[width]`, and lets go of them. */
export function addStripes(gpu: Gpu, parts: Tensor, stripes: number, result: Tensor): Tensor1D {
  sumSlices(gpu, parts, stripes, result);
  parts.dispose();
  return result as Tensor1D;
}
