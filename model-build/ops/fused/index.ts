import type { Heap } from '../../heap/heap.ts';
import type { Ops } from '../ops.ts';
import { layers } from './layers.ts';
import { softmax } from './loss.ts';
import { optimizer } from './optimizer.ts';
import { recurrences } from './recurrence.ts';

/** Widths that the kernels take four at a time must be multiples of this. */
export const LANES = 4;

/** The operations on the wasm heap. Widths must be multiples of `LANES`; any vocabulary. */
export function fusedOps(heap: Heap): Ops {
  return { kind: 'fused', ...layers(heap), ...recurrences(heap), ...softmax(heap), ...optimizer(heap) };
}
