/** Symmetric int8 weights with one scale for every output channel; vectors stay float32. */
import { type NetworkSpec, type Weight, type Weights, weightShapes } from '../network/spec.ts';

/** `real[r, c] ~ scale * values[r, c]`, the scale being the row's for a table and the column's for a kernel. */
export interface QuantizedMatrix {
  shape: [number, number];
  /** Row-major, -127..127: -128 is not used, so that a negated weight is a weight. */
  values: Int8Array;
  scaleOf: 'row' | 'column';
  /** `[rows]` or `[columns]`, all positive. */
  scales: Float32Array;
}

/** Matrices as int8 with a scale a channel; vectors as they were. */
export interface QuantizedWeights {
  matrices: Map<string, QuantizedMatrix>;
  vectors: Map<string, Weight>;
}

const LARGEST = 127;
/** Smallest normal float32: below it a scale loses its digits, and the weights are zeros for every purpose. */
const SMALLEST_SCALE = 2 ** -126;

/**
 * Quantizes every matrix of a network. The table's output channel is the row, for the logits are `y . transpose(table)`;
 * every other kernel's is the column.
 * @throws RangeError when a weight is missing, has another shape, or holds a number that is not finite.
 */
export function quantize(spec: NetworkSpec, weights: Weights): QuantizedWeights {
  checkWeights(spec, weights);
  const matrices = new Map<string, QuantizedMatrix>();
  const vectors = new Map<string, Weight>();
  for (const name of weightShapes(spec).keys()) {
    const weight = weights.get(name)!;
    if (weight.shape.length === 1) vectors.set(name, weight);
    else matrices.set(name, quantizeMatrix(weight, name === 'table' ? 'row' : 'column'));
  }
  return { matrices, vectors };
}

/** A channel of zeros, or next to zeros, gets scale 1: its values are zeros and nothing divides by zero. */
export function quantizeMatrix(weight: Weight, scaleOf: 'row' | 'column'): QuantizedMatrix {
  const [rows, columns] = weight.shape;
  const channel = scaleOf === 'row' ? (i: number) => Math.trunc(i / columns) : (i: number) => i % columns;
  const scales = new Float32Array(scaleOf === 'row' ? rows : columns);
  weight.values.forEach((value, i) => {
    scales[channel(i)] = Math.max(scales[channel(i)], Math.abs(value));
  });
  for (let c = 0; c < scales.length; c++) {
    const scale = scales[c] / LARGEST;
    scales[c] = scale < SMALLEST_SCALE ? 1 : scale;
  }
  const values = Int8Array.from(weight.values, (value, i) =>
    Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / scales[channel(i)]))),
  );
  return { shape: [rows, columns], values, scaleOf, scales };
}

/** The float32 values that the int8 ones stand for, row-major. */
export function dequantizeMatrix(matrix: QuantizedMatrix): Float32Array {
  const [, columns] = matrix.shape;
  return Float32Array.from(
    matrix.values,
    (value, i) => value * matrix.scales[matrix.scaleOf === 'row' ? Math.trunc(i / columns) : i % columns],
  );
}

/** @throws RangeError when a weight is missing, has another shape than the spec's, or is not finite. */
export function checkWeights(spec: NetworkSpec, weights: Weights): void {
  for (const [name, shape] of weightShapes(spec)) {
    const weight = weights.get(name);
    if (!weight) throw new RangeError(`weight ${name}: missing, wanted shape [${shape}]`);
    const size = shape.reduce((product, n) => product * n, 1);
    if (String(weight.shape) !== String(shape) || weight.values.length !== size) {
      throw new RangeError(
        `weight ${name}: got shape [${weight.shape}] with ${weight.values.length} values, wanted [${shape}]`,
      );
    }
    const bad = weight.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new RangeError(`weight ${name}: value ${bad} is ${weight.values[bad]}, wanted a finite number`);
  }
}
