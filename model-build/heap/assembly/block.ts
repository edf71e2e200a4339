// The residual block's elementwise parts: RMS norm, token shift, gated feed-forward. Widths are multiples of 4.
import { sigmoid4, splat, sum4 } from './math';

/** y = x gain / rms(x), rows [rows, width]; scale [rows] keeps 1 / rms for the backward pass. */
export function normForward(
  x: usize,
  gain: usize,
  y: usize,
  scale: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    let squares = splat(0.0);
    for (let j: usize = 0; j < row; j += 16) {
      const v = v128.load(x + j);
      squares = f32x4.add(squares, f32x4.mul(v, v));
    }
    const s: f32 = <f32>1.0 / sqrt<f32>(sum4(squares) / <f32>width + epsilon);
    store<f32>(scale, s);
    for (let j: usize = 0; j < row; j += 16)
      v128.store(y + j, f32x4.mul(f32x4.mul(v128.load(x + j), splat(s)), v128.load(gain + j)));
    x += row;
    y += row;
    scale += 4;
  }
}

/** dx from dy, and dGain added to. */
export function normBackward(
  x: usize,
  gain: usize,
  dy: usize,
  scale: usize,
  dx: usize,
  dGain: usize,
  rows: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    const s = load<f32>(scale);
    let dot = splat(0.0);
    for (let j: usize = 0; j < row; j += 16) {
      const gx = f32x4.mul(v128.load(dy + j), v128.load(x + j));
      dot = f32x4.add(dot, f32x4.mul(gx, v128.load(gain + j)));
      v128.store(dGain + j, f32x4.add(v128.load(dGain + j), f32x4.mul(gx, splat(s))));
    }
    const pull = splat((sum4(dot) * s * s * s) / <f32>width);
    for (let j: usize = 0; j < row; j += 16) {
      const direct = f32x4.mul(f32x4.mul(v128.load(dy + j), v128.load(gain + j)), splat(s));
      v128.store(dx + j, f32x4.sub(direct, f32x4.mul(v128.load(x + j), pull)));
    }
    x += row;
    dy += row;
    dx += row;
    scale += 4;
  }
}

/** y = x + shift (before - x), rows [rows, width]; `before` holds the rows of one time step earlier. */
export function shiftForward(x: usize, before: usize, shift: usize, y: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    for (let j: usize = 0; j < row; j += 16) {
      const v = v128.load(x + j);
      v128.store(y + j, f32x4.add(v, f32x4.mul(v128.load(shift + j), f32x4.sub(v128.load(before + j), v))));
    }
    x += row;
    before += row;
    y += row;
  }
}

/** dx = dy (1 - shift) + later shift, where `later` is dy of one time step later (0 for the last); dShift added to. */
export function shiftBackward(
  x: usize,
  before: usize,
  shift: usize,
  dy: usize,
  later: usize,
  dx: usize,
  dShift: usize,
  rows: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    for (let j: usize = 0; j < row; j += 16) {
      const d = v128.load(dy + j);
      const m = v128.load(shift + j);
      let out = f32x4.mul(d, f32x4.sub(splat(1.0), m));
      if (later) out = f32x4.add(out, f32x4.mul(v128.load(later + j), m));
      v128.store(dx + j, out);
      const difference = f32x4.sub(v128.load(before + j), v128.load(x + j));
      v128.store(dShift + j, f32x4.add(v128.load(dShift + j), f32x4.mul(d, difference)));
    }
    x += row;
    before += row;
    dy += row;
    if (later) later += row;
    dx += row;
  }
}

/** y = silu(g) u, from rows [rows, 2 width] that hold u, then g. */
export function feedForward(x: usize, y: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    for (let j: usize = 0; j < row; j += 16) {
      const g = v128.load(x + row + j);
      v128.store(y + j, f32x4.mul(f32x4.mul(g, sigmoid4(g)), v128.load(x + j)));
    }
    x += 2 * row;
    y += row;
  }
}

/** dx [rows, 2 width] from dy [rows, width]. */
export function feedBackward(x: usize, dy: usize, dx: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) {
    for (let j: usize = 0; j < row; j += 16) {
      const u = v128.load(x + j);
      const g = v128.load(x + row + j);
      const d = v128.load(dy + j);
      const s = sigmoid4(g);
      const silu = f32x4.mul(g, s);
      v128.store(dx + j, f32x4.mul(d, silu));
      const slope = f32x4.add(s, f32x4.mul(silu, f32x4.sub(splat(1.0), s)));
      v128.store(dx + row + j, f32x4.mul(f32x4.mul(d, u), slope));
    }
    x += 2 * row;
    dy += row;
    dx += 2 * row;
  }
}
