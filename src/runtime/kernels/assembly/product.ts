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

/**
 * y[n] = sum of weights[n, k] * x[k] * (step * scale[n]) + bias[n], in float32 from the last factor on.
 *
 * y, scale, bias: float32 `[outputs]`, readable and writable up to the next 32. x: int16 `[inputs]`, inputs a multiple
 * of 8. weights: packed. The sums must fit 32 bits: `levels` of quantize.ts sees to that.
 */
export function product(
  y: usize,
  x: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  step: f32,
  inputs: i32,
  outputs: i32,
): void {
  const endX = x + (<usize>inputs << 1);
  const endY = y + (<usize>outputs << 2);
  const steps = f32x4.splat(step);
  const low = i16x8.splat(255);
  const start = i32x4.splat(-excess(x, endX));
  for (; y < endY; y += 128, scale += 128, bias += 128) {
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    let e = start;
    let f = start;
    let g = start;
    let h = start;
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
    v128.store(y, scaled(a, steps, scale, bias));
    v128.store(y, scaled(b, steps, scale + 16, bias + 16), 16);
    v128.store(y, scaled(c, steps, scale + 32, bias + 32), 32);
    v128.store(y, scaled(d, steps, scale + 48, bias + 48), 48);
    v128.store(y, scaled(e, steps, scale + 64, bias + 64), 64);
    v128.store(y, scaled(f, steps, scale + 80, bias + 80), 80);
    v128.store(y, scaled(g, steps, scale + 96, bias + 96), 96);
    v128.store(y, scaled(h, steps, scale + 112, bias + 112), 112);
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

/** Sums times `steps * scale`, plus the bias. */
// @ts-ignore: decorator
@inline
export function scaled(sums: v128, steps: v128, scale: usize, bias: usize): v128 {
  const factor = f32x4.mul(steps, v128.load(scale));
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), factor), v128.load(bias));
}
