/** Weights before training. */
import { Random } from '../random/random.ts';
import { type NetworkSpec, type Weights, weightShapes } from './spec.ts';

/** Deviation of the table: small enough that the tied output starts near the uniform distribution. */
const TABLE_DEVIATION = 0.05;
/** Maps back into the residual stream start at half size, so that depth does not blow the stream up. */
const RESIDUAL_FACTOR = 0.5;

/** Rows made orthonormal by Gram-Schmidt: keeps the length of a state over many steps. */
function orthogonal(values: Float32Array, size: number, columns: number, from: number): void {
  for (let i = 0; i < size; i++) {
    const row = (r: number, c: number) => r * columns + from + c;
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let c = 0; c < size; c++) dot += values[row(i, c)]! * values[row(j, c)]!;
      for (let c = 0; c < size; c++) values[row(i, c)]! -= dot * values[row(j, c)]!;
    }
    let squares = 0;
    for (let c = 0; c < size; c++) squares += values[row(i, c)]! ** 2;
    for (let c = 0; c < size; c++) values[row(i, c)]! /= Math.sqrt(squares);
  }
}

function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
}

/** Weights before any training; the same spec and seed give the same. */
export function initialWeights(spec: NetworkSpec, seed: number): Weights {
  const random = new Random(seed);
  const { hidden } = spec;
  const weights: Weights = new Map();
  for (const [name, shape] of weightShapes(spec)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b));
    const cell = spec.cells[Number(/^layer(\d+)\./.exec(name)?.[1] ?? -1)];
    if (name === 'table') fillNormal(values, TABLE_DEVIATION, random);
    else if (name.endsWith('.gain')) values.fill(1);
    else if (name.endsWith('.shift')) values.fill(0.5);
    else if (name.endsWith('.kernel')) {
      const residual = /\.(merge|down)\.kernel$/.test(name) ? RESIDUAL_FACTOR : 1;
      const deviation = residual / Math.sqrt(shape[0]!);
      fillNormal(values, deviation, random);
      if (name.endsWith('.state.kernel')) {
        for (let gate = 0; gate < shape[1]!; gate += hidden) orthogonal(values, hidden, shape[1]!, gate);
        const { recurrentSize = 1 } = spec;
        if (recurrentSize !== 1) for (let i = 0; i < values.length; i++) values[i]! *= recurrentSize;
      }
    } else if (name.endsWith('.input.bias')) {
      // Memory from the first step: a long one for some channels of the linear recurrence, a moderate one elsewhere.
      if (cell === 'gated-linear')
        for (let i = 0; i < hidden; i++) values[i] = -1 + (4 * i) / Math.max(1, hidden - 1);
      if (cell === 'lstm') values.fill(1, hidden, 2 * hidden);
      if (cell === 'gru') values.fill(1, 0, hidden);
    }
    weights.set(name, { shape, values });
  }
  return weights;
}
