/**
 * The logistic function, tanh and relu of whole vectors. Both of the first two rest on one exponential: the argument
 * is split into n * ln 2 + r with |r| <= ln 2 / 2, e^r is a polynomial, and n goes into the exponent's bits. Only
 * operations that IEEE 754 rounds exactly are used, so every engine gives the same bits. A NaN stays one: `pmin` and
 * `pmax` keep their first operand when the two do not compare, and take one instruction where `min` takes eight.
 */
import { ROUNDING } from './lanes';

const LOG2_E: f32 = 1.44269504088896341;
/** ln 2 in two parts; n * LN2_HIGH is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** e^x for |x| <= 88; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDING));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  // Cephes' expf polynomial for e^r - 1 - r, over r^2.
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // n lies in the lowest bits of `shifted`; 127 << 23 is the exponent of 1.
  const exponent = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return f32x4.mul(p, exponent);
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
function logistic(x: v128): v128 {
  // Beyond 87 either way the result is 1 or below 1e-37, and e^-x would leave the range of float32.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(bounded))));
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

/** y = 1 / (1 + e^-x), `[count]`; absolute error at most 1.2e-7. */
export function sigmoid(y: usize, x: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 32, x += 32) {
    const a = logistic(v128.load(x));
    const b = logistic(v128.load(x, 16));
    v128.store(y, a);
    v128.store(y, b, 16);
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
