/**
 * Sum of squares of some tensors: a program for each leaves at most `MOST` partial sums, which are added up on the host in
 * float64. (An optimizer's step measures its gradients by itself, and waits for nothing.)
 */
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { groupwise, STRETCH } from './program.ts';

const LANES = 256;
/** Partial sums of a tensor: a stretch of them, so that each tensor's may be bound. */
const MOST = STRETCH;
/** Numbers that are worth a workgroup. */
const WORTH = 2048;

const BODY = `var sum = 0.0;
  for (var i = row * LANES + lane; i < SIZE; i += COUNT * LANES) { sum += x[i] * x[i]; }
  let all = total(sum, lane);
  if (lane == 0u) { sums[row] = all; }`;

/** Sum of squares. */
export const squares =
  (gpu: Gpu): Ops['squares'] =>
  async (tensors) => {
    const sums = gpu.empty([tensors.length * MOST]);
    const groups = tensors.map((x) => Math.min(MOST, Math.ceil(x.size / WORTH)));
    tensors.forEach((x, i) => {
      const writes = { sums: { of: sums, from: i * MOST, count: groups[i]! } };
      const program = { name: 'sum of squares', sizes: { SIZE: x.size }, reads: { x }, writes, body: BODY };
      gpu.run(groupwise(groups[i]!, LANES, program));
    });
    const numbers = await sums.data<'float32'>();
    sums.dispose();
    let all = 0;
    groups.forEach((count, i) => {
      for (const sum of numbers.subarray(i * MOST, i * MOST + count)) all += sum;
    });
    return all;
  };
