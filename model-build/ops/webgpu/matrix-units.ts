/** Whether a GPU has matrix units that fit our product, and multiply right: tried, not believed. */
import * as tf from '@tensorflow/tfjs';
import type { Gpu } from './gpu.ts';
import { type MatrixUnits, matrixInner, matrixLanes, matrixTile, sharesOut } from './matrix-code.ts';
import { multiply, type Product } from './product.ts';

/** What a device has to be asked for. */
export const MATRIX_FEATURES = ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'] as const;

/** What Dawn tells of an adapter, beyond the standard too. */
export interface MatrixAdapter {
  features: { has(name: string): boolean };
  limits: { maxComputeInvocationsPerWorkgroup: number };
  info: {
    subgroupMinSize: number;
    subgroupMaxSize: number;
    subgroupMatrixConfigs?: Iterable<{
      componentType: string;
      resultComponentType: string;
      M: number;
      N: number;
      K: number;
    }>;
  };
}

/**
 * An adapter's units: square blocks of float16 with sums in float32, the largest, where all subgroups have one size.
 * Undefined where it has none of that kind.
 */
export function unitsOf({ features, limits, info }: MatrixAdapter): MatrixUnits | undefined {
  if (!MATRIX_FEATURES.every((feature) => features.has(feature))) return undefined;
  const { subgroupMinSize, subgroupMaxSize, subgroupMatrixConfigs = [] } = info;
  if (subgroupMinSize !== subgroupMaxSize) return undefined;
  return [...subgroupMatrixConfigs]
    .filter((config) => config.componentType === 'f16' && config.resultComponentType === 'f32')
    .filter(({ M, N, K }) => M === N && N === K)
    .map(({ M }) => ({ edge: M, lanes: subgroupMaxSize }))
    .filter((units) => sharesOut(units) && matrixLanes(units) <= limits.maxComputeInvocationsPerWorkgroup)
    .sort((a, b) => b.edge - a.edge)[0];
}

/** From -4 to 4: float16 holds them, and float32 their sums, exactly. */
const whole = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((seed + i * 7 + (i >> 5) * 3) % 9) - 4);

/** The products of a network: forward, and both of the backward pass. */
const TRIALS: readonly Pick<Product, 'layout' | 'gradient'>[] = [
  { layout: 'NN' },
  { layout: 'NT', gradient: { factor: 'a', rows: 3 } },
  { layout: 'TN', gradient: { factor: 'b', rows: 3 } },
];

const ERRORS = ['validation', 'internal', 'out-of-memory'] as const;

/**
 * Lets products run on these units from now on, if those of a trial in each layout come out right to the last bit.
 * Resolves with whether they do; otherwise all go on in float32, also where a driver cannot compile them.
 */
export async function takeUnits(gpu: Gpu, units: MatrixUnits): Promise<boolean> {
  gpu.units = units;
  for (const trial of TRIALS) {
    // In scopes, so that what the device finds wrong is found wrong with the trial, not with the backend.
    for (const kind of ERRORS) gpu.device.pushErrorScope(kind);
    let right = await comesOutRight(gpu, units, trial);
    for (const _ of ERRORS) right = (await gpu.device.popErrorScope()) === null && right;
    if (right) continue;
    gpu.units = undefined;
    return false;
  }
  return true;
}

async function comesOutRight(gpu: Gpu, units: MatrixUnits, trial: (typeof TRIALS)[number]): Promise<boolean> {
  const { layout, gradient } = trial;
  const [m, n, k] = [matrixTile(units), 2 * matrixTile(units), 4 * matrixInner(units)];
  const [a, b, c] = [whole(m * k, 1), whole(k * n, 2), whole(n, 5)] as const;
  const [left, right, bias] = [a, b, c].map((values) => tf.tensor1d(values)) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const result = gpu.empty([m, n]);
  multiply(gpu, { ...trial, a: left, b: right, m, n, k, ...(!gradient && { bias }) }, result);
  const got = await result.data();
  tf.dispose([left, right, bias, result]);
  return got.every((value, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    let sum = gradient ? 0 : c[j]!;
    for (let x = 0; x < k; x++)
      sum += a[layout === 'TN' ? x * m + i : i * k + x]! * b[layout === 'NT' ? j * k + x : x * n + j]!;
    return value === sum;
  });
}
