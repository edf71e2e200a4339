/** Float activations to 16-bit integers, in steps that fit the greatest of them. */
import { bytes } from './byte-product';
import { dots } from './dot-product';
import { loadSome, ROUNDING } from './lanes';
import { takesBytes } from './products';

/** Below this the vector counts as zero: its steps would leave float32's normal range. */
const SMALLEST: f32 = 1e-30;

/** The nearest integers, halves to even. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  const shift = f32x4.splat(ROUNDING);
  return i32x4.sub(f32x4.add(x, shift), shift);
}

/** Of each four numbers the upper bytes, plus 128, then the lower bytes: see dot-product.ts. */
// @ts-ignore: decorator
@inline
function inHalves(eight: v128): v128 {
  const halves = v128.shuffle<i8>(eight, eight, 1, 3, 5, 7, 0, 2, 4, 6, 9, 11, 13, 15, 8, 10, 12, 14);
  return v128.xor(halves, i64x2.splat(0x80808080));
}

/** Levels on either side of zero, such that `count` products with weights down to -128 sum up within 32 bits. */
export function levels(count: i32): f32 {
  return bytes ? 127 : <f32>min(32767, (0x7fffffff >> 7) / count);
}

/**
 * Writes q = round(x / step), int16 or bytes `[count rounded up to 8]`, zero beyond `count`; |q| <= `levels` <= 32767. Each
 * four of them begin `stride` bytes after the last four, so that rows of a product can lie between each other.
 * Returns step = max|x| / levels; 0 for a vector of zeros, NaN when an x is.
 */
export function quantize(q: usize, x: usize, count: i32, levels: f32, stride: usize): f32 {
  const greatest = greatestMagnitude(x, count);
  const inverse = f32x4.splat(greatest < SMALLEST ? 0 : levels / greatest);
  const whole = count & ~7;
  let i = 0;
  for (; i < whole; i += 8, x += 32, q += 2 * stride) {
    write(q, stride, f32x4.mul(v128.load(x), inverse), f32x4.mul(v128.load(x, 16), inverse));
  }
  if (i < count) {
    const low = f32x4.mul(loadSome(x, count - i), inverse);
    const high = f32x4.mul(loadSome(x + 16, count - i - 4), inverse);
    write(q, stride, low, high);
  }
  return greatest < SMALLEST ? 0 : greatest / levels;
}

/** max|x|, or NaN when an x is. Without their signs, floats have the order of their bits, and a NaN is the greatest. */
// @ts-ignore: decorator
@inline
function greatestMagnitude(x: usize, count: i32): f32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  const whole = count & ~7;
  let i = 0;
  for (; i < whole; i += 8, x += 32) {
    a = i32x4.max_s(a, f32x4.abs(v128.load(x)));
    b = i32x4.max_s(b, f32x4.abs(v128.load(x, 16)));
  }
  if (i < count) {
    a = i32x4.max_s(a, f32x4.abs(loadSome(x, count - i)));
    b = i32x4.max_s(b, f32x4.abs(loadSome(x + 16, count - i - 4)));
  }
  a = i32x4.max_s(a, b);
  a = i32x4.max_s(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  a = i32x4.max_s(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

/** Eight rounded numbers; as bytes, plus 128. */
// @ts-ignore: decorator
@inline
function write(q: usize, stride: usize, low: v128, high: v128): void {
  let eight = i16x8.narrow_i32x4_s(rounded(low), rounded(high));
  if (takesBytes()) {
    eight = v128.xor(i8x16.narrow_i16x8_s(eight, eight), i8x16.splat(-128));
    v128.store32_lane(q, eight, 0);
    v128.store32_lane(q + stride, eight, 1);
    return;
  }
  if (ASC_FEATURE_RELAXED_SIMD && dots) eight = inHalves(eight);
  v128.store64_lane(q, eight, 0);
  v128.store64_lane(q + stride, eight, 1);
}
