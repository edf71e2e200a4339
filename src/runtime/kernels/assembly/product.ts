/**
 * int8 matrix times int16 vector, exact in 32-bit integers, then scaled to floats. Sixteen outputs at a time, one lane
 * each: a pair of inputs is broadcast to all lanes and meets a pair of weights in every lane, so the weights are read
 * in one straight run and no lane is ever summed across. `pack.ts` lays them out so; docs/decisions/0004 has the
 * figures of this and other forms.
 */

/**
 * y[n] = sum of weights[n, k] * x[k] * (step * scale[n]) + bias[n], in float32 from the last factor on.
 *
 * y, scale, bias: float32 `[outputs]`, readable and writable up to the next 16. x: int16 `[inputs]`, zero up to the
 * next 4. weights: packed. The sums must fit 32 bits: the planner chooses the levels of x so.
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
  for (; y < endY; y += 64, scale += 64, bias += 64) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    for (let p = x; p < endX; p += 8, weights += 64) {
      let pair = v128.load32_splat(p);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(weights), pair));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 8), pair));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 16), pair));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 24), pair));
      pair = v128.load32_splat(p, 4);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 32), pair));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 40), pair));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 48), pair));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(weights, 56), pair));
    }
    v128.store(y, scaled(a, steps, scale, bias), 0);
    v128.store(y, scaled(b, steps, scale + 16, bias + 16), 16);
    v128.store(y, scaled(c, steps, scale + 32, bias + 32), 32);
    v128.store(y, scaled(d, steps, scale + 48, bias + 48), 48);
  }
}

// @ts-ignore: decorator
@inline
function scaled(sums: v128, steps: v128, scale: usize, bias: usize): v128 {
  const factor = f32x4.mul(steps, v128.load(scale));
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), factor), v128.load(bias));
}
