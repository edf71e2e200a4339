/** Values of the reference runtime and the operators that move numbers without changing them. */
import { elements, OnnxError } from '../onnx/graph.ts';

/** Row-major numbers. Integers, too, are kept as floats: all of a step graph's are below 2^24, hence exact. */
export interface Computed {
  shape: number[];
  data: Float32Array;
}

/** Largest result, in elements: a hostile shape must not become a huge allocation. */
const LARGEST = 2 ** 26;

/** Applies `apply` element by element, shapes broadcast against each other as numpy does. */
export function broadcast(a: Computed, b: Computed, apply: (a: number, b: number) => number): Computed {
  const shape = broadcastShape(a.shape, b.shape);
  const data = new Float32Array(elements(shape));
  const indexA = indexer(a.shape, shape);
  const indexB = indexer(b.shape, shape);
  for (let i = 0; i < data.length; i++) data[i] = apply(a.data[indexA(i)]!, b.data[indexB(i)]!);
  return { shape, data };
}

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new OnnxError(`shapes [${a}] and [${b}] do not broadcast`);
    }
    return left === 1 ? right : left;
  });
  if (elements(shape) > LARGEST) throw new OnnxError(`a result of shape [${shape}] is too large`);
  return shape;
}

/** Position in a tensor of shape `from` of the element that stands at position i of the broadcast `to`. */
function indexer(from: readonly number[], to: readonly number[]): (i: number) => number {
  const size = elements(from);
  if (size === 1) return () => 0;
  if (size === elements(to)) return (i) => i;
  const steps: { outer: number; size: number; stride: number }[] = [];
  let outer = 1;
  let stride = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const here = from[axis - to.length + from.length] ?? 1;
    if (here > 1) steps.push({ outer, size: here, stride });
    outer *= to[axis]!;
    stride *= here;
  }
  return (i) => steps.reduce((sum, step) => sum + (Math.trunc(i / step.outer) % step.size) * step.stride, 0);
}

/** Rows of `table`, `[rows, width]`, by `indices`, `[n]`; from a vector `[rows]`, its elements. */
export function gather(table: Computed, indices: Computed): Computed {
  const [rows = 0, ...rest] = table.shape;
  const width = elements(rest);
  const data = new Float32Array(indices.data.length * width);
  indices.data.forEach((index, i) => {
    if (!Number.isInteger(index) || index < 0 || index >= rows) {
      throw new RangeError(`Gather: row ${index}, wanted 0 to ${rows - 1}`);
    }
    data.set(table.data.subarray(index * width, (index + 1) * width), i * width);
  });
  return { shape: [...indices.shape, ...rest], data };
}

/** Cuts `[1, sum of sizes]` into `[1, size]` each. */
export function split(x: Computed, sizes: readonly number[]): Computed[] {
  if (x.shape.length !== 2 || x.shape[0] !== 1 || sizes.reduce((a, b) => a + b, 0) !== x.shape[1]) {
    throw new OnnxError(`Split: [${x.shape}] into [${sizes}], wanted [1, n] into sizes that sum to n`);
  }
  let start = 0;
  return sizes.map((size) => {
    const data = x.data.slice(start, start + size);
    start += size;
    return { shape: [1, size], data };
  });
}

/** Vectors `[1, size]` one after another. */
export function concat(parts: readonly Computed[]): Computed {
  const width = parts.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);
  if (parts.some(({ shape }) => shape.length !== 2 || shape[0] !== 1) || width > LARGEST) {
    throw new OnnxError(`Concat: [${parts.map(({ shape }) => shape).join('], [')}], wanted vectors [1, n]`);
  }
  const data = new Float32Array(width);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { shape: [1, width], data };
}

/** Rows to columns of a matrix. */
export function transpose(x: Computed): Computed {
  const [rows = 0, columns = 0] = x.shape;
  if (x.shape.length !== 2) throw new OnnxError(`Transpose: [${x.shape}], wanted a matrix`);
  const data = new Float32Array(x.data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) data[c * rows + r] = x.data[r * columns + c]!;
  }
  return { shape: [columns, rows], data };
}

/** The same numbers in another shape. */
export function reshape(x: Computed, shape: number[]): Computed {
  if (elements(shape) !== x.data.length) throw new OnnxError(`Reshape: [${x.shape}] into [${shape}]`);
  return { shape, data: x.data };
}
