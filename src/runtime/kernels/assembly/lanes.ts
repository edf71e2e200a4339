/** Four floats at a time, the last of them perhaps beyond the end. */

/** Added to a float of less than 2^22, it leaves the nearest integer in the lowest bits: 1.5 * 2^23. */
export const ROUNDING: f32 = 12582912;

/** Lanes 0..3. */
// @ts-ignore: decorator
@inline
export function iota(): v128 {
  return i32x4(0, 1, 2, 3);
}

/** Four floats, those from lane `count` on replaced by zero; they may lie in other values' memory. */
// @ts-ignore: decorator
@inline
export function loadSome(address: usize, count: i32): v128 {
  return v128.and(v128.load(address), i32x4.lt_s(iota(), i32x4.splat(count)));
}
