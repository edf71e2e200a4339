/** Products of matrices: on matrix units or in float32, which tile, how many slices, and the tensor that comes out. */
import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Gpu } from './gpu.ts';
import {
  divides,
  MATRIX_ENABLES,
  MATRIX_FOURS,
  type MatrixUnits,
  matrixCode,
  matrixInner,
  matrixLanes,
  matrixTile,
} from './matrix-code.ts';
import {
  edge,
  foursOf,
  INNER,
  type Layout,
  type ProductShape,
  productCode,
  type Tile,
} from './product-code.ts';
import type { Bound } from './program.ts';
import { sumSlices } from './sums.ts';

/** A product to be made: see product-code.ts. */
export interface Product {
  a: Bound;
  b: Bound;
  /** Rows and columns of the result, and what is summed over. */
  m: number;
  n: number;
  k: number;
  layout: Layout;
  bias?: Tensor;
  addend?: Tensor;
  /** The first rows of a transposed left factor; `a` holds those after. */
  before?: { of: Tensor; rows: number };
  /** A factor that is a gradient of the mean over so many rows. */
  gradient?: { factor: 'a' | 'b'; rows: number };
}

interface How {
  /** Stretches of the inner dimension that are summed on their own. */
  slices?: number;
  /** Adds to what is there. */
  accumulate?: boolean;
}

/** The tiles there are: 128, 64 and 32 numbers wide. */
export const TILES: readonly Tile[] = [
  { side: 16, parts: 2 },
  { side: 16, parts: 1 },
  { side: 8, parts: 1 },
];
const [LARGE, MIDDLE, SMALL] = TILES as [Tile, Tile, Tile];
/** Workgroups that keep a large GPU busy: its 132 multiprocessors have room for two each. */
const FULL = 200;
/** Slices are cut until there are so many workgroups: a last round that is half empty costs an eighth then, not half. */
const ENOUGH = 1024;
const MOST_SLICES = 64;
/** Of the inner dimension, that is worth a workgroup. */
const SHORTEST_SLICE = 256;

const tilesOf = (tile: Tile, m: number, n: number) => Math.ceil(m / edge(tile)) * Math.ceil(n / edge(tile));

/** The largest tile that leaves no more than a tenth of itself empty and still fills the GPU; small ones for small results. */
export function tileOf(m: number, n: number, slices = 1): Tile {
  for (const tile of [LARGE, MIDDLE]) {
    const used = (m * n) / (tilesOf(tile, m, n) * edge(tile) ** 2);
    if (used > 0.9 && tilesOf(tile, m, n) * slices >= FULL) return tile;
  }
  return m > 32 && n > 32 && m * n * slices > 64 * 64 * 16 ? MIDDLE : SMALL;
}

/** Into how many slices the inner dimension of a product with few tiles and a long sum is cut. */
export function slicesOf(m: number, n: number, k: number): number {
  const tiles = tilesOf(LARGE, m, n);
  let slices = 1;
  while (tiles * slices < ENOUGH && slices < MOST_SLICES && k / (2 * slices) >= SHORTEST_SLICE) slices *= 2;
  return slices;
}

/** Puts a product into `result`, `[m, n]`, or `[slices, m, n]` for the slices to be added up. */
export function multiply(
  gpu: Gpu,
  p: Product,
  result: Bound,
  { slices = 1, accumulate = false }: How = {},
): void {
  const added = [p.bias, p.addend, accumulate || undefined].filter((what) => what !== undefined);
  if (gpu.units && divides(gpu.units, { ...p, slices }) && added.length <= 1)
    multiplyOnUnits(gpu, gpu.units, p, result, { slices, accumulate });
  else multiplyInTiles(gpu, p, result, { slices, accumulate });
}

/** What a program of a product binds. */
const readsOf = ({ a, b, bias, addend, before }: Product) => ({
  ...{ a, b },
  ...{ ...(bias && { bias }), ...(addend && { addend }), ...(before && { before: before.of }) },
});

/** `multiply` in float32, any sizes. */
export function multiplyInTiles(
  gpu: Gpu,
  p: Product,
  result: Bound,
  { slices = 1, accumulate = false, tile = tileOf(p.m, p.n, slices) }: How & { tile?: Tile } = {},
): void {
  const { m, n, k, layout, bias, addend, before } = p;
  const shape: ProductShape = {
    ...{ layout, tile, m, n, k, accumulate },
    bias: bias !== undefined,
    addend: addend !== undefined,
    before: before?.rows ?? 0,
  };
  const kind = `${layout}${edge(tile)}${accumulate ? '+' : ''}`;
  gpu.run({
    name: `product ${kind}`,
    code: () => productCode(shape),
    sizes: { M: m, N: n, K: k, TILES: Math.ceil(k / slices / INNER), BEFORE: shape.before },
    reads: readsOf(p),
    writes: { result },
    fours: foursOf(shape),
    lanes: tile.side ** 2,
    groups: [Math.ceil(n / edge(tile)), Math.ceil(m / edge(tile)), slices],
    macs: m * n * k,
  });
}

/** Gradients of a mean over rows are of the size of 1 / rows: this much above it they meet the middle of float16. */
const LIFT = 256;

/** `multiply` on matrix units, which divide it. */
function multiplyOnUnits(
  gpu: Gpu,
  units: MatrixUnits,
  p: Product,
  result: Bound,
  { slices, accumulate }: Required<How>,
): void {
  const { m, n, k, layout, bias, addend, before, gradient } = p;
  const shape = {
    ...{ layout, units, accumulate, bias: bias !== undefined, addend: addend !== undefined },
    ...{ before: before?.rows ?? 0, scaled: gradient?.factor },
  };
  const kind = `${layout}${units.edge}${accumulate ? '+' : ''}${gradient ? ` ${gradient.factor}` : ''}`;
  gpu.run({
    name: `product on matrix units ${kind}`,
    code: () => matrixCode(shape),
    enables: MATRIX_ENABLES,
    sizes: { M: m, N: n, K: k, TILES: k / slices / matrixInner(units), BEFORE: shape.before },
    ...(gradient && { floats: { SCALE: LIFT * 2 ** Math.ceil(Math.log2(gradient.rows)) } }),
    reads: readsOf(p),
    writes: { result },
    fours: MATRIX_FOURS,
    lanes: matrixLanes(units),
    groups: [n / matrixTile(units), m / matrixTile(units), slices],
    macs: m * n * k,
  });
}

/** The whole product as a new tensor `[m, n]`. */
export function product(gpu: Gpu, p: Product): Tensor2D {
  const result = gpu.empty<Rank.R2>([p.m, p.n]);
  multiply(gpu, p, result);
  return result as Tensor2D;
}

/** A product over a long inner dimension, in slices, into `result` `[m, n]`: what a weight's gradient is. */
export function slicedProduct(gpu: Gpu, p: Product, result: Tensor): Tensor2D {
  const slices = slicesOf(p.m, p.n, p.k);
  if (slices === 1) multiply(gpu, p, result);
  else {
    const partial = gpu.empty([slices, p.m, p.n]);
    multiply(gpu, p, partial, { slices });
    sumSlices(gpu, partial, slices, result);
    partial.dispose();
  }
  return result as Tensor2D;
}
