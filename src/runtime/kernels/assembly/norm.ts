/** Root mean square normalisation. */
import { loadSome } from './lanes';

/** y = x / sqrt(mean(x^2) + epsilon) * gain, `[count]`. */
export function norm(y: usize, x: usize, gain: usize, count: i32, epsilon: f32): void {
  let squares = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const v = loadSome(x + (<usize>i << 2), count - i);
    squares = f32x4.add(squares, f32x4.mul(v, v));
  }
  const sum =
    f32x4.extract_lane(squares, 0) +
    f32x4.extract_lane(squares, 1) +
    (f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3));
  const root = f32x4.splat(sqrt<f32>(sum / <f32>count + epsilon));
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, x += 16, gain += 16) {
    v128.store(y, f32x4.mul(f32x4.div(v128.load(x), root), v128.load(gain)));
  }
}
