/**
 * The products of product.ts and product-rows.ts on processors that multiply four unsigned bytes by four signed ones and
 * add them up in one instruction (VNNI). A 16-bit input is two bytes: its upper half plus 128, and its lower half. So
 *
 *     sum of w * x = 256 * (sum of w * upper) + (sum of w * lower) - 32768 * (sum of w)
 *
 * exactly, and the bits are those of the other products. The last sum depends on the weights alone: pack.ts adds it up.
 *
 * What `relaxed_dot` makes of bytes above 127 is open in WebAssembly: `isUnsigned` says whether this engine, on this
 * processor, takes them as unsigned. Nothing here may be used where it does not. Built without relaxed SIMD, the kernels
 * have none of it: kernels-plain.wasm, for browsers that could not even load the instruction.
 */
import { scaled } from './product';

/** Four sums of four products, added to `sums`. */
// @ts-ignore: decorator
@inline
export function dot(weights: v128, inputs: v128, sums: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, inputs, sums);
}

// @ts-ignore: decorator
@inline
function lane(x: v128, i: i32): v128 {
  return i === 0
    ? v128.shuffle<i32>(x, x, 0, 0, 0, 0)
    : i === 1
      ? v128.shuffle<i32>(x, x, 1, 1, 1, 1)
      : i === 2
        ? v128.shuffle<i32>(x, x, 2, 2, 2, 2)
        : v128.shuffle<i32>(x, x, 3, 3, 3, 3);
}

/** Sums of upper halves and of lower ones, as one; those of the weights are still missing. */
// @ts-ignore: decorator
@inline
function together(upper: v128, lower: v128): v128 {
  return i32x4.add(i32x4.shl(upper, 8), lower);
}

/**
 * Turns sums of products, int32 from y up to `end`, into results: those of the weights, shifted to the right, are added to
 * them, then they are scaled. A loop, so that it is not written out behind every product.
 */
export function finish(
  y: usize,
  end: usize,
  sums: usize,
  shift: i32,
  notes: usize,
  scale: usize,
  bias: usize,
): void {
  const step = v128.load32_splat(notes);
  for (; y < end; y += 16, sums += 16, scale += 16, bias += 16) {
    const total = i32x4.add(v128.load(y), i32x4.shr_s(v128.load(sums), shift));
    v128.store(y, scaled(total, step, scale, bias));
  }
}

/** Whether these products are used; weights and inputs are laid out for them. */
export let dots = false;

/** Chooses the products: before weights are packed, and not again. */
export function useDots(on: bool): void {
  dots = ASC_FEATURE_RELAXED_SIMD && on;
}

/** Whether bytes above 127 count as unsigned here, and sums of products are not clipped to 16 bits. */
export function isUnsigned(): bool {
  if (!ASC_FEATURE_RELAXED_SIMD) return false;
  for (let weight = -128; weight < 128; weight += 85) {
    for (let input = 0; input < 256; input += 51) {
      const sums = dot(i8x16.splat(<i8>weight), i8x16.splat(<i8>input), i32x4.splat(7));
      if (i32x4.extract_lane(sums, 0) !== 4 * weight * input + 7) return false;
    }
  }
  return true;
}

/** See product.ts. */
export function dotProduct(
  y: usize,
  x: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  notes: usize,
  inputs: i32,
  outputs: i32,
): void {
  const endX = x + (<usize>inputs << 1);
  let sums = sumsOf(weights, inputs, outputs);
  for (let n = 0; n < outputs; n += 16, y += 64, scale += 64, bias += 64, sums += 64) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let e = i32x4.splat(0);
    let f = i32x4.splat(0);
    let g = i32x4.splat(0);
    let h = i32x4.splat(0);
    let from = weights + <usize>(n & ~31) * inputs + (<usize>(n & 31) << 2);
    for (let p = x; p < endX; p += 16, from += 256) {
      const eight = v128.load(p);
      let upper = lane(eight, 0);
      let lower = lane(eight, 1);
      let w = v128.load(from);
      a = dot(w, upper, a);
      b = dot(w, lower, b);
      w = v128.load(from, 16);
      c = dot(w, upper, c);
      d = dot(w, lower, d);
      w = v128.load(from, 32);
      e = dot(w, upper, e);
      f = dot(w, lower, f);
      w = v128.load(from, 48);
      g = dot(w, upper, g);
      h = dot(w, lower, h);
      upper = lane(eight, 2);
      lower = lane(eight, 3);
      w = v128.load(from, 128);
      a = dot(w, upper, a);
      b = dot(w, lower, b);
      w = v128.load(from, 144);
      c = dot(w, upper, c);
      d = dot(w, lower, d);
      w = v128.load(from, 160);
      e = dot(w, upper, e);
      f = dot(w, lower, f);
      w = v128.load(from, 176);
      g = dot(w, upper, g);
      h = dot(w, lower, h);
    }
    v128.store(y, together(a, b));
    v128.store(y, together(c, d), 16);
    v128.store(y, together(e, f), 32);
    v128.store(y, together(g, h), 48);
    finish(y, y + 64, sums, 0, notes, scale, bias);
  }
}

/** See product-rows.ts. Four rows and four outputs have their sums in registers. */
export function dotProductOfFour(
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
  let sums = sumsOf(weights, inputs, outputs);
  for (let n = 0; n < outputs; n += 4, y += 16, scale += 16, bias += 16, sums += 16) {
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
      const first = v128.load(p);
      const second = v128.load(p, 16);
      a = dot(w, lane(first, 0), a);
      b = dot(w, lane(first, 1), b);
      c = dot(w, lane(first, 2), c);
      d = dot(w, lane(first, 3), d);
      e = dot(w, lane(second, 0), e);
      f = dot(w, lane(second, 1), f);
      g = dot(w, lane(second, 2), g);
      h = dot(w, lane(second, 3), h);
    }
    v128.store(y, together(a, b));
    v128.store(y + stride, together(c, d));
    v128.store(y + 2 * stride, together(e, f));
    v128.store(y + 3 * stride, together(g, h));
    for (let row: usize = 0; row < 4; row++) {
      const to = y + row * stride;
      finish(to, to + 16, sums, 0, notes + (row << 2), scale, bias);
    }
  }
}

/** Behind the weights: -32768 times the sum of the weights of each output, int32. */
// @ts-ignore: decorator
@inline
export function sumsOf(weights: usize, inputs: i32, outputs: i32): usize {
  return weights + <usize>((outputs + 31) & ~31) * inputs;
}
