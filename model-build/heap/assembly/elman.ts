// Elman cell, one time step of a batch: h' = act(x W + b + h U). Activations: 0 linear, 1 tanh, 2 relu,
// 3 binary: the sign, whose gradient passes as if it were linear where the sum is within -1 and 1.
import { splat, tanh4, tanhSlope } from './math';

/** values [n]: x W + b + h U, overwritten with h'. n is a multiple of 4. */
export function elmanForward(values: usize, n: i32, activation: i32): void {
  const end = values + ((<usize>n) << 2);
  if (activation == 0) return;
  for (; values < end; values += 16) {
    const x = v128.load(values);
    if (activation == 1) v128.store(values, tanh4(x));
    else if (activation == 2) v128.store(values, f32x4.max(x, splat(0.0)));
    else v128.store(values, sign4(x));
  }
}

// @ts-expect-error: decorator
@inline
function sign4(x: v128): v128 {
  const up = v128.and(f32x4.gt(x, splat(0.0)), splat(1.0));
  return f32x4.sub(up, v128.and(f32x4.lt(x, splat(0.0)), splat(1.0)));
}

/** after [n]: h', for binary the sums before the sign. gradient [n]: d loss / d h' from above, plus carry [n] from the next step; overwritten with d loss / d (x W + b + h U). */
export function elmanBackward(after: usize, gradient: usize, carry: usize, n: i32, activation: i32): void {
  const bytes = (<usize>n) << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    const h = v128.load(after + j);
    let d = f32x4.add(v128.load(gradient + j), v128.load(carry + j));
    if (activation == 1) d = f32x4.mul(d, tanhSlope(h));
    else if (activation == 2) d = v128.and(d, f32x4.gt(h, splat(0.0)));
    else if (activation == 3) d = v128.and(d, f32x4.le(f32x4.abs(h), splat(1.0)));
    v128.store(gradient + j, d);
  }
}
