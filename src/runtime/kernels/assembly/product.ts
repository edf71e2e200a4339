/**
 * int8 matrix times int16 vector, exact in 32-bit integers, then scaled to floats. Thirty-two outputs at a time, one
 * lane each: inputs are broadcast to all lanes and meet a weight in every lane, so the weights are read in one straight
 * run and no lane is ever summed across.
 *
 * Loads are few and wide, because each costs far more in workerd than in Node. Sixteen bytes hold four weights of four
 * outputs; the first two of the four are stored plus 128, so that a mask makes them 16 bits wide and a shift the others. What
 * the 128 add is the same for all outputs, and taken off beforehand. `pack.ts` lays the weights out so;
 * docs/decisions/0004 has the figures of this and other forms.
 */

/** What the kernels know of each row of a product: its step, float32, and its excess, int32; both for four rows. */
export const NOTES_BYTES: usize = 32;
/** Byte offset of the excess in a row's notes. */
export const EXCESS: usize = 16;

/**
 * y[n] = sum of weights[n, k] * x[k] * (step * scale[n]) + bias[n], in float32 from the last factor on.
 *
 * y, scale, bias: float32 `[outputs]`, readable and writable up to the next 32. x: int16 `[inputs]`, inputs a multiple
 * of 8. weights: packed. notes: begin with the step. The sums must fit 32 bits: `levels` of quantize.ts sees to that.
 * What is used after the inner loop alone comes from memory then: a register that it took would be missed inside.
 */
export function wideProduct(
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
  const endY = y + (<usize>outputs << 2);
  const low = i16x8.splat(255);
  store<i32>(notes + EXCESS, excess(x, endX));
  for (; y < endY; y += 128, scale += 128, bias += 128) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let e = i32x4.splat(0);
    let f = i32x4.splat(0);
    let g = i32x4.splat(0);
    let h = i32x4.splat(0);
    for (let p = x; p < endX; p += 16, weights += 256) {
      const eight = v128.load(p);
      let first = v128.shuffle<i32>(eight, eight, 0, 0, 0, 0);
      let second = v128.shuffle<i32>(eight, eight, 1, 1, 1, 1);
      a = accumulate(a, v128.load(weights), low, first, second);
      b = accumulate(b, v128.load(weights, 16), low, first, second);
      c = accumulate(c, v128.load(weights, 32), low, first, second);
      d = accumulate(d, v128.load(weights, 48), low, first, second);
      e = accumulate(e, v128.load(weights, 64), low, first, second);
      f = accumulate(f, v128.load(weights, 80), low, first, second);
      g = accumulate(g, v128.load(weights, 96), low, first, second);
      h = accumulate(h, v128.load(weights, 112), low, first, second);
      first = v128.shuffle<i32>(eight, eight, 2, 2, 2, 2);
      second = v128.shuffle<i32>(eight, eight, 3, 3, 3, 3);
      a = accumulate(a, v128.load(weights, 128), low, first, second);
      b = accumulate(b, v128.load(weights, 144), low, first, second);
      c = accumulate(c, v128.load(weights, 160), low, first, second);
      d = accumulate(d, v128.load(weights, 176), low, first, second);
      e = accumulate(e, v128.load(weights, 192), low, first, second);
      f = accumulate(f, v128.load(weights, 208), low, first, second);
      g = accumulate(g, v128.load(weights, 224), low, first, second);
      h = accumulate(h, v128.load(weights, 240), low, first, second);
    }
    write(y, a, notes, scale, bias);
    write(y + 16, b, notes, scale + 16, bias + 16);
    write(y + 32, c, notes, scale + 32, bias + 32);
    write(y + 48, d, notes, scale + 48, bias + 48);
    write(y + 64, e, notes, scale + 64, bias + 64);
    write(y + 80, f, notes, scale + 80, bias + 80);
    write(y + 96, g, notes, scale + 96, bias + 96);
    write(y + 112, h, notes, scale + 112, bias + 112);
  }
}

/** What the 128 of the first two weights of every four add to a sum. */
// @ts-ignore: decorator
@inline
function excess(x: usize, end: usize): i32 {
  const factors = i16x8(128, 128, 0, 0, 128, 128, 0, 0);
  let sums = i32x4.splat(0);
  for (; x < end; x += 16) sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(x), factors));
  // Lanes 1 and 3 met the zeros.
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 2);
}

/** Adds four weights of four outputs: bytes (0 and 2, plus 128) times `first`, bytes (1 and 3) times `second`. */
// @ts-ignore: decorator
@inline
function accumulate(sums: v128, weights: v128, low: v128, first: v128, second: v128): v128 {
  const some = i32x4.add(sums, i32x4.dot_i16x8_s(v128.and(weights, low), first));
  return i32x4.add(some, i32x4.dot_i16x8_s(i16x8.shr_s(weights, 8), second));
}

/** Four outputs of the row whose notes these are. */
// @ts-ignore: decorator
@inline
export function write(y: usize, sums: v128, notes: usize, scale: usize, bias: usize): void {
  const exact = i32x4.sub(sums, v128.load32_splat(notes, EXCESS));
  v128.store(y, scaled(exact, v128.load32_splat(notes), scale, bias));
}

/** Sums times `step * scale`, plus the bias. */
// @ts-ignore: decorator
@inline
export function scaled(sums: v128, step: v128, scale: usize, bias: usize): v128 {
  const factor = f32x4.mul(step, v128.load(scale));
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), factor), v128.load(bias));
}
