/**
 * The fastest product of an int8 matrix and a vector that we know in WebAssembly, bare: 7-bit activations, relaxed
 * SIMD, no scales. Too coarse to serve with; it is what our kernels are measured against.
 */

/** y[n] = sum of weights[n, k] * x[k]; weights `[outputs / 16][inputs / 4][16][4]`, x 0..127, counts multiples of 16. */
export function multiply(y: usize, weights: usize, x: usize, outputs: i32, inputs: i32): void {
  const one = i16x8.splat(1);
  const end = x + inputs;
  for (let n = 0; n < outputs; n += 16, y += 64) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    for (let p = x; p < end; p += 4, weights += 64) {
      const four = v128.load32_splat(p);
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(v128.load(weights), four), one));
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(v128.load(weights, 16), four), one));
      c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(v128.load(weights, 32), four), one));
      d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(v128.load(weights, 48), four), one));
    }
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
  }
}
