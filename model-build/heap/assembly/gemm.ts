// Matrix product for machines without OpenBLAS, blocked as by Goto and van de Geijn (doi:10.1145/1356052.1356053).
// Blocks of A and B are copied into panels, so that the inner loop reads both in one straight run from the caches.
import { packPanels } from './panels';

/** A tile of C: so many rows of A's panels by so many columns of B's. Eight sums of four lanes fit the registers. */
const ROWS = 4;
const COLUMNS = 8;
/** A panel of B, 8 KB, stays in the first cache. */
const DEPTH_BLOCK = 256;
/** A block of A, 128 KB, stays in the second cache. */
const ROW_BLOCK = 128;
/** A block of B, 1 MB at most. */
const COLUMN_BLOCK = 1024;

/** Bytes that gemm wants at `scratch`: a block of A, a block of B and a tile. */
export function gemmScratch(): i32 {
  return 4 * (ROW_BLOCK * DEPTH_BLOCK + COLUMN_BLOCK * DEPTH_BLOCK + ROWS * COLUMNS);
}

/**
 * C [m, n] = A B, or C += A B with `add`. Element (i, k) of A lies at a + 4 (i aRow + k aColumn), B's (k, j) at
 * b + 4 (k bRow + j bColumn); C is dense. Any sizes.
 */
export function gemm(
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  m: i32,
  n: i32,
  depth: i32,
  add: bool,
  scratch: usize,
): void {
  const blockA = scratch;
  const blockB = blockA + 4 * ROW_BLOCK * DEPTH_BLOCK;
  const tile = blockB + 4 * COLUMN_BLOCK * DEPTH_BLOCK;
  for (let j = 0; j < n; j += COLUMN_BLOCK) {
    const columns = min(COLUMN_BLOCK, n - j);
    for (let k = 0; k < depth; k += DEPTH_BLOCK) {
      const deep = min(DEPTH_BLOCK, depth - k);
      packPanels(blockB, b + (<usize>(k * bRow + j * bColumn) << 2), bRow, bColumn, deep, columns, COLUMNS);
      for (let i = 0; i < m; i += ROW_BLOCK) {
        const rows = min(ROW_BLOCK, m - i);
        packPanels(blockA, a + (<usize>(i * aRow + k * aColumn) << 2), aColumn, aRow, deep, rows, ROWS);
        const to = c + (<usize>(i * n + j) << 2);
        multiplyBlocks(blockA, blockB, to, rows, columns, deep, n, add || k > 0, tile);
      }
    }
  }
}

/** A block of C, tile by tile. Tiles that hang over an edge are made beside C, and what belongs to C is taken over. */
function multiplyBlocks(
  blockA: usize,
  blockB: usize,
  c: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  n: i32,
  add: bool,
  tile: usize,
): void {
  const panelA = <usize>depth * (ROWS * 4);
  const panelB = <usize>depth * (COLUMNS * 4);
  const row = <usize>n << 2;
  for (let j = 0; j < columns; j += COLUMNS, blockB += panelB) {
    let x = blockA;
    for (let i = 0; i < rows; i += ROWS, x += panelA) {
      const to = c + <usize>i * row + (<usize>j << 2);
      if (i + ROWS <= rows && j + COLUMNS <= columns) {
        multiplyTile(x, blockB, to, row, depth, add);
        continue;
      }
      multiplyTile(x, blockB, tile, COLUMNS * 4, depth, false);
      const high = min(ROWS, rows - i);
      const wide = min(COLUMNS, columns - j);
      for (let r = 0; r < high; r++) {
        for (let s = 0; s < wide; s++) {
          const p = to + <usize>r * row + (<usize>s << 2);
          const sum = load<f32>(tile + (<usize>(r * COLUMNS + s) << 2));
          store<f32>(p, add ? load<f32>(p) + sum : sum);
        }
      }
    }
  }
}

/** Four rows of eight at c, `row` bytes apart, from a panel of A [depth, 4] and one of B [depth, 8]. */
function multiplyTile(x: usize, y: usize, c: usize, row: usize, depth: i32, add: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = x + (<usize>depth << 4);
  for (; x < end; x += 16, y += 32) {
    const b0 = v128.load(y);
    const b1 = v128.load(y, 16);
    let v = v128.load32_splat(x);
    s00 = f32x4.add(s00, f32x4.mul(v, b0));
    s01 = f32x4.add(s01, f32x4.mul(v, b1));
    v = v128.load32_splat(x, 4);
    s10 = f32x4.add(s10, f32x4.mul(v, b0));
    s11 = f32x4.add(s11, f32x4.mul(v, b1));
    v = v128.load32_splat(x, 8);
    s20 = f32x4.add(s20, f32x4.mul(v, b0));
    s21 = f32x4.add(s21, f32x4.mul(v, b1));
    v = v128.load32_splat(x, 12);
    s30 = f32x4.add(s30, f32x4.mul(v, b0));
    s31 = f32x4.add(s31, f32x4.mul(v, b1));
  }
  putEight(c, s00, s01, add);
  putEight(c + row, s10, s11, add);
  putEight(c + 2 * row, s20, s21, add);
  putEight(c + 3 * row, s30, s31, add);
}

// @ts-expect-error: decorator
@inline
function putEight(c: usize, low: v128, high: v128, add: bool): void {
  if (add) {
    low = f32x4.add(v128.load(c), low);
    high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}
