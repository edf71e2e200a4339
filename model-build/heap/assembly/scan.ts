// Gated linear recurrence, one time step of a batch. Gates lie side by side: forget f, input i, output o.
//   f = bound + (1 - bound) sigmoid(.)    h' = f h + (1 - f) silu(i)    y = h' sigmoid(o)
import { sigmoid4, sigmoidSlope, splat } from './math';

/**
 * gates  [batch, 3H]  x W + b, kept for the backward pass; before, after, output [batch, H]. H is a multiple of 4.
 */
export function scanForward(
  gates: usize,
  before: usize,
  after: usize,
  output: usize,
  batch: i32,
  hidden: i32,
  bound: f32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const f = f32x4.add(splat(bound), f32x4.mul(splat(1.0 - bound), sigmoid4(v128.load(gates + j))));
      const a = v128.load(gates + row + j);
      const i = f32x4.mul(a, sigmoid4(a));
      const o = sigmoid4(v128.load(gates + 2 * row + j));
      const h = f32x4.add(i, f32x4.mul(f, f32x4.sub(v128.load(before + j), i)));
      v128.store(after + j, h);
      v128.store(output + j, f32x4.mul(h, o));
    }
    gates += 3 * row;
    before += row;
    after += row;
    output += row;
  }
}

/**
 * gates    [batch, 3H]  x W + b; overwritten with d loss / d (x W + b)
 * before, after [batch, H]  h and h'
 * dOutput  [batch, H]   d loss / d y
 * carry    [batch, H]   in: d loss / d h' from the next step; out: d loss / d h
 */
export function scanBackward(
  gates: usize,
  before: usize,
  after: usize,
  dOutput: usize,
  carry: usize,
  batch: i32,
  hidden: i32,
  bound: f32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const s = sigmoid4(v128.load(gates + j));
      const f = f32x4.add(splat(bound), f32x4.mul(splat(1.0 - bound), s));
      const a = v128.load(gates + row + j);
      const t = sigmoid4(a);
      const i = f32x4.mul(a, t);
      const o = sigmoid4(v128.load(gates + 2 * row + j));
      const dy = v128.load(dOutput + j);
      const dh = f32x4.add(v128.load(carry + j), f32x4.mul(dy, o));
      const df = f32x4.mul(dh, f32x4.sub(v128.load(before + j), i));
      const di = f32x4.mul(dh, f32x4.sub(splat(1.0), f));
      v128.store(gates + j, f32x4.mul(f32x4.mul(df, splat(1.0 - bound)), sigmoidSlope(s)));
      v128.store(gates + row + j, f32x4.mul(di, f32x4.add(t, f32x4.mul(i, f32x4.sub(splat(1.0), t)))));
      v128.store(gates + 2 * row + j, f32x4.mul(f32x4.mul(dy, v128.load(after + j)), sigmoidSlope(o)));
      v128.store(carry + j, f32x4.mul(dh, f));
    }
    gates += 3 * row;
    before += row;
    after += row;
    dOutput += row;
    carry += row;
  }
}
