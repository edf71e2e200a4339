/** Float activations to 16-bit integers, in steps that fit the greatest of them. */
import { loadSome, ROUNDING } from './lanes';

/** Below this the vector counts as zero: its steps would leave float32's normal range. */
const SMALLEST: f32 = 1e-30;

/** The nearest integers, halves to even. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  const shift = f32x4.splat(ROUNDING);
  return i32x4.sub(f32x4.add(x, shift), shift);
}

/** Levels on either side of zero, such that `count` products with weights down to -128 sum up within 32 bits. */
export function levels(count: i32): f32 {
  return <f32>min(32767, (0x7fffffff >> 7) / count);
}

/**
 * Writes q = round(x / step), int16 `[count rounded up to 8]`, zero beyond `count`; |q| <= `levels` <= 32767. Each four
 * of them begin `stride` bytes after the last four, so that rows of a product can lie between each other; 8 for one row.
 * Returns step = max|x| / levels; 0 for a vector of zeros, NaN when an x is.
 */
export function quantize(q: usize, x: usize, count: i32, levels: f32, stride: usize): f32 {
  let most = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    most = f32x4.max(most, f32x4.abs(loadSome(x + (<usize>i << 2), count - i)));
  }
  most = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  most = f32x4.max(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2));
  const greatest = f32x4.extract_lane(most, 0);
  const inverse = f32x4.splat(greatest < SMALLEST ? 0 : levels / greatest);
  for (let i = 0; i < count; i += 8, q += 2 * stride) {
    const low = f32x4.mul(loadSome(x + (<usize>i << 2), count - i), inverse);
    const high = f32x4.mul(loadSome(x + (<usize>i << 2) + 16, count - i - 4), inverse);
    const eight = i16x8.narrow_i32x4_s(rounded(low), rounded(high));
    v128.store64_lane(q, eight, 0);
    v128.store64_lane(q + stride, eight, 1);
  }
  return greatest < SMALLEST ? 0 : greatest / levels;
}
