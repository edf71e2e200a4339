/**
 * Lays an int8 matrix out as the products read it: `[outputs / 32][inputs / 4][32 outputs][4 inputs]`, inputs rounded up
 * to 8 and outputs to 32. For product.ts the order of four inputs is 0, 2, 1, 3, and 0 and 1 are stored plus 128. For
 * dot-product.ts they stay as they are, and the sums of all weights of each output times -32768 follow, int32.
 *
 * What lies beyond the matrix in the last blocks may be anything: those inputs are zero and those outputs are nobody's.
 * So a load may run over the end of the source; what it brings is summed up with the rest.
 */

import { dots } from './dot-product';

/** Turns the top bits of bytes 0 and 2: a byte plus 128. For product.ts alone. */
export const RAISED: u32 = 0x00800080;

/** Sums of four bytes in each lane, times -32768. */
// @ts-ignore: decorator
@inline
function sumsOf(weights: v128): v128 {
  return i32x4.mul(
    i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, i8x16.splat(1), i32x4.splat(0)),
    i32x4.splat(-32768),
  );
}

/**
 * Packs rows of a matrix `[inputs, outputs]` whose columns are its outputs, from row `first` on (a multiple of 4).
 * `source`: `[rows, outputs]`; `stride`: inputs rounded up to 8. `sums`: where those of dot-product.ts lie, zeros at first.
 */
export function packColumns(
  target: usize,
  source: usize,
  first: i32,
  rows: i32,
  outputs: i32,
  stride: i32,
  sums: usize,
): void {
  const on = ASC_FEATURE_RELAXED_SIMD && dots;
  const raised = i32x4.splat(on ? 0 : RAISED);
  for (let row = 0; row < rows; row += 4) {
    const row0 = source + <usize>row * outputs;
    const row1 = row0 + outputs;
    const row2 = row1 + outputs;
    const row3 = row2 + outputs;
    const to = target + ((<usize>(first + row)) << 5);
    for (let n = 0; n < outputs; n += 16) {
      const a = v128.load(row0 + n);
      const b = v128.load((on ? row2 : row1) + n);
      const c = v128.load((on ? row1 : row2) + n);
      const d = v128.load(row3 + n);
      const ac = v128.shuffle<i8>(a, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const bd = v128.shuffle<i8>(b, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const ac8 = v128.shuffle<i8>(a, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const bd8 = v128.shuffle<i8>(b, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const at = to + (<usize>(n & ~31)) * stride + ((<usize>(n & 16)) << 2);
      const w0 = v128.shuffle<i16>(ac, bd, 0, 8, 1, 9, 2, 10, 3, 11);
      const w1 = v128.shuffle<i16>(ac, bd, 4, 12, 5, 13, 6, 14, 7, 15);
      const w2 = v128.shuffle<i16>(ac8, bd8, 0, 8, 1, 9, 2, 10, 3, 11);
      const w3 = v128.shuffle<i16>(ac8, bd8, 4, 12, 5, 13, 6, 14, 7, 15);
      v128.store(at, v128.xor(w0, raised));
      v128.store(at, v128.xor(w1, raised), 16);
      v128.store(at, v128.xor(w2, raised), 32);
      v128.store(at, v128.xor(w3, raised), 48);
      if (on) {
        const sum = sums + (<usize>n << 2);
        v128.store(sum, i32x4.add(v128.load(sum), sumsOf(w0)));
        v128.store(sum, i32x4.add(v128.load(sum, 16), sumsOf(w1)), 16);
        v128.store(sum, i32x4.add(v128.load(sum, 32), sumsOf(w2)), 32);
        v128.store(sum, i32x4.add(v128.load(sum, 48), sumsOf(w3)), 48);
      }
    }
  }
}

/**
 * Packs rows of a matrix `[outputs, inputs]` whose rows are its outputs, from row `first` on.
 * `source`: `[rows, inputs]`; `stride`: inputs rounded up to 8. `sums`: as of `packColumns`.
 */
export function packRows(
  target: usize,
  source: usize,
  first: i32,
  rows: i32,
  inputs: i32,
  stride: i32,
  sums: usize,
): void {
  const on = ASC_FEATURE_RELAXED_SIMD && dots;
  for (let row = first; row < first + rows; row++) {
    let to = target + <usize>(row & ~31) * stride + (<usize>(row & 31) << 2);
    let total = 0;
    for (let k = 0; k < inputs; k += 4, to += 128) {
      const four = load<u32>(source + k);
      if (on) {
        store<u32>(to, four);
        total += <i32>(<i8>four) + <i32>(<i8>(four >> 8));
        total += <i32>(<i8>(four >> 16)) + <i32>(<i8>(four >> 24));
      } else {
        const swapped = (four & 0xff0000ff) | ((four & 0xff00) << 8) | ((four >> 8) & 0xff00);
        store<u32>(to, swapped ^ RAISED);
      }
    }
    if (on) store<i32>(sums + (<usize>row << 2), -32768 * total);
    source += inputs;
  }
}
