/** The greatest few of many numbers, without sorting the many. */

/**
 * Indices of the `count` greatest of `values`, greatest first; among equals the lowest index comes first.
 * One pass: a heap holds the best so far, and its root is the one that the next better value drives out.
 */
export function greatest(values: Float32Array, count: number): Int32Array {
  const size = Math.min(count, values.length);
  const heap = Int32Array.from({ length: size }, (_, i) => i);
  for (let place = (size >> 1) - 1; place >= 0; place--) sink(heap, values, place);
  // A later equal is worse, so only what is greater comes in.
  for (let i = size; ; i++) {
    i = firstAbove(values, i, values[heap[0]!]!);
    if (i === values.length) break;
    heap[0] = i;
    sink(heap, values, 0);
  }
  return heap.sort((a, b) => values[b]! - values[a]! || a - b);
}

/** Index of the first value from `from` on that is greater than `bound`. A loop that does nothing else is five times as fast. */
function firstAbove(values: Float32Array, from: number, bound: number): number {
  let i = from;
  while (i < values.length && !(values[i]! > bound)) i++;
  return i;
}

/** Lets the index at `place` sink until nothing beneath it is worse. */
function sink(heap: Int32Array, values: Float32Array, place: number): void {
  const index = heap[place]!;
  for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
    if (child + 1 < heap.length && isWorse(values, heap[child + 1]!, heap[child]!)) child++;
    if (!isWorse(values, heap[child]!, index)) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = index;
}

function isWorse(values: Float32Array, a: number, b: number): boolean {
  return values[a]! < values[b]! || (values[a] === values[b] && a > b);
}
