/**
 * The products of dot-product.ts for models whose inputs are rounded to a byte: one instruction in place of two. An input
 * is a number from -127 to 127, plus 128, so
 *
 *     sum of w * x = (sum of w * input) - 128 * (sum of w)
 */
import { dot, finish, sumsOf } from './dot-product';
import { scaled } from './product';

/** The sums of weights that stand behind them are times -32768. */
const SHIFT = 8;

/** Whether inputs are bytes. */
export let bytes = false;

/** Rounds inputs to a byte, or to 16 bits. */
export function useBytes(on: bool): void {
  bytes = on;
}

/** See product.ts. x: bytes `[inputs]`. */
export function byteProduct(
  y: usize,
  x: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  notes: usize,
  inputs: i32,
  outputs: i32,
): void {
  const endX = x + <usize>inputs;
  const endY = y + (<usize>outputs << 2);
  let sums = sumsOf(weights, inputs, outputs);
  for (; y < endY; y += 128, scale += 128, bias += 128, sums += 128) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let e = i32x4.splat(0);
    let f = i32x4.splat(0);
    let g = i32x4.splat(0);
    let h = i32x4.splat(0);
    for (let p = x; p < endX; p += 4, weights += 128) {
      const four = v128.load32_splat(p);
      a = dot(v128.load(weights), four, a);
      b = dot(v128.load(weights, 16), four, b);
      c = dot(v128.load(weights, 32), four, c);
      d = dot(v128.load(weights, 48), four, d);
      e = dot(v128.load(weights, 64), four, e);
      f = dot(v128.load(weights, 80), four, f);
      g = dot(v128.load(weights, 96), four, g);
      h = dot(v128.load(weights, 112), four, h);
    }
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    v128.store(y, e, 64);
    v128.store(y, f, 80);
    v128.store(y, g, 96);
    v128.store(y, h, 112);
    finish(y, y + 128, sums, SHIFT, notes, scale, bias);
  }
}

/**
 * See product-rows.ts. x: bytes `[quads, inputs / 4, 4 rows, 4]`; notes: a step for each of `4 * quads` rows. Four rows and
 * eight outputs have their sums in registers, and the weights of the eight stay in the nearest cache for the next quad.
 */
export function byteProductOfFours(
  y: usize,
  stride: usize,
  x: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  notes: usize,
  inputs: i32,
  outputs: i32,
  quads: i32,
): void {
  const perQuad = <usize>inputs << 2;
  let sums = sumsOf(weights, inputs, outputs);
  for (let n = 0; n < outputs; n += 8, y += 32, scale += 32, bias += 32, sums += 32) {
    const block = weights + <usize>(n & ~31) * inputs + (<usize>(n & 31) << 2);
    let to = y;
    for (let quad = 0; quad < quads; quad++) {
      let a = i32x4.splat(0);
      let b = i32x4.splat(0);
      let c = i32x4.splat(0);
      let d = i32x4.splat(0);
      let e = i32x4.splat(0);
      let f = i32x4.splat(0);
      let g = i32x4.splat(0);
      let h = i32x4.splat(0);
      let from = block;
      let p = x + <usize>quad * perQuad;
      for (const end = p + perQuad; p < end; p += 16, from += 128) {
        const w = v128.load(from);
        const v = v128.load(from, 16);
        const first = v128.load32_splat(p);
        a = dot(w, first, a);
        b = dot(v, first, b);
        const second = v128.load32_splat(p, 4);
        c = dot(w, second, c);
        d = dot(v, second, d);
        const third = v128.load32_splat(p, 8);
        e = dot(w, third, e);
        f = dot(v, third, f);
        const fourth = v128.load32_splat(p, 12);
        g = dot(w, fourth, g);
        h = dot(v, fourth, h);
      }
      const step = notes + (<usize>quad << 4);
      finishFour(to, stride, sums, step, scale, bias, a, c, e, g);
      finishFour(to + 16, stride, sums + 16, step, scale + 16, bias + 16, b, d, f, h);
      to += stride << 2;
    }
  }
}

/** Turns the sums of four outputs of four rows into results: see `finish`. */
// @ts-ignore: decorator
@inline
function finishFour(
  y: usize,
  stride: usize,
  sums: usize,
  notes: usize,
  scale: usize,
  bias: usize,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
): void {
  const more = i32x4.shr_s(v128.load(sums), SHIFT);
  v128.store(y, scaled(i32x4.add(a, more), v128.load32_splat(notes), scale, bias));
  v128.store(y + stride, scaled(i32x4.add(b, more), v128.load32_splat(notes, 4), scale, bias));
  v128.store(y + 2 * stride, scaled(i32x4.add(c, more), v128.load32_splat(notes, 8), scale, bias));
  v128.store(y + 3 * stride, scaled(i32x4.add(d, more), v128.load32_splat(notes, 12), scale, bias));
}
