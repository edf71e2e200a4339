/**
 * The logistic function, tanh and relu of whole vectors. Both of the first two rest on one exponential: the argument
 * is split into n * ln 2 + r with |r| <= ln 2 / 2, e^r is a polynomial, and n goes into the exponent's bits. Only
 * operations that IEEE 754 rounds exactly are used, so every engine gives the same bits. A NaN stays one: `pmin` and
 * `pmax` keep their first operand when the two do not compare, and take one instruction where `min` takes eight.
 */
import { ROOM } from '../room';

/**
 * Numbers of the loops below, in memory: a constant of 16 bytes is put together anew in every round of a loop, which takes an
 * engine longer than a load. They lie below all that the host places: see memory-map.ts.
 */
const NUMBERS = memory.data<f32>([
  1.44269504088896341, // 1 / ln 2
  12582912, // ROUNDING of lanes.ts
  0.693359375, // ln 2 in two parts; n times the first is exact
  -2.1219444e-4,
  1.98756915e-4, // Cephes' expf polynomial for e^r - 1 - r, over r^2
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
  1,
  87, // beyond either the logistic function is 1 or below 1e-37, and e^-x would leave the range of float32
  -87,
]);

/** A number in every lane. */
// @ts-ignore: decorator
@inline
function number(index: i32): v128 {
  return v128.load32_splat(NUMBERS + (<usize>index << 2));
}

/** What `complete` makes e^x of, at `to`: n in the lowest bits of 16 bytes, then r. |x| <= 88. */
// @ts-ignore: decorator
@inline
export function begin(to: usize, x: v128): void {
  const shifted = shiftedOf(x);
  v128.store(to, shifted);
  v128.store(to, restOf(x, shifted), 16);
}

/** e^x of what `begin` has left at `from`. */
// @ts-ignore: decorator
@inline
export function complete(from: usize): v128 {
  return power(v128.load(from), v128.load(from, 16));
}

/** e^x for |x| <= 88; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const shifted = shiftedOf(x);
  return power(shifted, restOf(x, shifted));
}

/** n = the nearest integer of x / ln 2, in the lowest bits. */
// @ts-ignore: decorator
@inline
function shiftedOf(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, number(0)), number(1));
}

/** r = x - n ln 2. */
// @ts-ignore: decorator
@inline
function restOf(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, number(1));
  const r = f32x4.sub(x, f32x4.mul(n, number(2)));
  return f32x4.sub(r, f32x4.mul(n, number(3)));
}

/** 2^n e^r. */
// @ts-ignore: decorator
@inline
function power(shifted: v128, r: v128): v128 {
  let p = number(4);
  p = f32x4.add(f32x4.mul(p, r), number(5));
  p = f32x4.add(f32x4.mul(p, r), number(6));
  p = f32x4.add(f32x4.mul(p, r), number(7));
  p = f32x4.add(f32x4.mul(p, r), number(8));
  p = f32x4.add(f32x4.mul(p, r), number(9));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), number(10));
  // 127 << 23 is the exponent of 1.
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), number(10)));
}

/** 1 - 2 / (1 + e^2x). */
// @ts-ignore: decorator
@inline
function hyperbolic(x: v128): v128 {
  // tanh(10) is 1 in float32.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(10)), f32x4.splat(-10));
  const e = exponential(f32x4.add(bounded, bounded));
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(1), e)));
}

/**
 * y = 1 / (1 + e^-x), `[count]`; absolute error at most 1.2e-7. In two loops, up to 32 vectors at a time: in one, a processor
 * has too few vectors in view to be busy while each waits for its polynomial.
 */
export function sigmoid(y: usize, x: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  while (y < end) {
    const bytes = min<usize>(end - y, 512);
    const stop = x + bytes;
    for (let to: usize = ROOM; x < stop; x += 16, to += 32) {
      begin(to, f32x4.neg(f32x4.pmax(f32x4.pmin(v128.load(x), number(11)), number(12))));
    }
    const until = y + bytes;
    for (let from: usize = ROOM; y < until; y += 16, from += 32) {
      v128.store(y, f32x4.div(number(10), f32x4.add(number(10), complete(from))));
    }
  }
}

/** y = tanh x, `[count]`; absolute error at most 1.8e-7. */
export function tanh(y: usize, x: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, x += 16) v128.store(y, hyperbolic(v128.load(x)));
}

/** y = x, or 0 where x < 0, `[count]`. */
export function relu(y: usize, x: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, x += 16) v128.store(y, f32x4.pmax(v128.load(x), f32x4.splat(0)));
}
