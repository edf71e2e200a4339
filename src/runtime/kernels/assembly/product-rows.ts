/**
 * The product of product.ts for four rows of inputs at once. A weight is loaded and made 16 bits wide once for all
 * rows: eight outputs and all rows have their sums in registers. The sums are the same integers, whatever the order.
 */
import { EXCESS, write } from './product';

/** Stores what the 128 of the first two weights of every four add to two rows. See product.ts. */
// @ts-ignore: decorator
@inline
function noteExcess(notes: usize, x: usize, end: usize, stride: usize): void {
  const factors = i16x8(128, 128, 0, 0, 128, 128, 0, 0);
  let sums = i32x4.splat(0);
  for (; x < end; x += stride) sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(x), factors));
  store<i32>(notes + EXCESS, i32x4.extract_lane(sums, 0));
  store<i32>(notes + EXCESS, i32x4.extract_lane(sums, 2), 4);
}

/** Adds the products of two weights of four outputs with two inputs, twice. */
// @ts-ignore: decorator
@inline
function twice(sums: v128, low: v128, high: v128, first: v128, second: v128): v128 {
  return i32x4.add(i32x4.add(sums, i32x4.dot_i16x8_s(low, first)), i32x4.dot_i16x8_s(high, second));
}

/**
 * As `wideProduct` does, for four rows: y `[4, outputs]`, `stride` bytes from row to row. x: int16 `[inputs / 4, 4 rows, 4]`.
 * notes: four steps, see product.ts.
 */
export function wideProductOfFour(
  y: usize,
  stride: usize,
  x: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  notes: usize,
  inputs: i32,
  outputs: i32,
): void {
  const endX = x + (<usize>inputs << 3);
  const low = i16x8.splat(255);
  noteExcess(notes, x, endX, 32);
  noteExcess(notes + 8, x + 16, endX + 16, 32);
  for (let n = 0; n < outputs; n += 8, y += 32, scale += 32, bias += 32) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let e = i32x4.splat(0);
    let f = i32x4.splat(0);
    let g = i32x4.splat(0);
    let h = i32x4.splat(0);
    let from = weights + <usize>(n & ~31) * inputs + (<usize>(n & 31) << 2);
    for (let p = x; p < endX; p += 32, from += 128) {
      const w = v128.load(from);
      const v = v128.load(from, 16);
      const wLow = v128.and(w, low);
      const wHigh = i16x8.shr_s(w, 8);
      const vLow = v128.and(v, low);
      const vHigh = i16x8.shr_s(v, 8);
      let first = v128.load32_splat(p);
      let second = v128.load32_splat(p, 4);
      a = twice(a, wLow, wHigh, first, second);
      b = twice(b, vLow, vHigh, first, second);
      first = v128.load32_splat(p, 8);
      second = v128.load32_splat(p, 12);
      c = twice(c, wLow, wHigh, first, second);
      d = twice(d, vLow, vHigh, first, second);
      first = v128.load32_splat(p, 16);
      second = v128.load32_splat(p, 20);
      e = twice(e, wLow, wHigh, first, second);
      f = twice(f, vLow, vHigh, first, second);
      first = v128.load32_splat(p, 24);
      second = v128.load32_splat(p, 28);
      g = twice(g, wLow, wHigh, first, second);
      h = twice(h, vLow, vHigh, first, second);
    }
    writeTwo(y, a, b, notes, scale, bias);
    writeTwo(y + stride, c, d, notes + 4, scale, bias);
    writeTwo(y + 2 * stride, e, f, notes + 8, scale, bias);
    writeTwo(y + 3 * stride, g, h, notes + 12, scale, bias);
  }
}

/** Eight outputs of one row. */
// @ts-ignore: decorator
@inline
function writeTwo(y: usize, a: v128, b: v128, notes: usize, scale: usize, bias: usize): void {
  write(y, a, notes, scale, bias);
  write(y + 16, b, notes, scale + 16, bias + 16);
}
