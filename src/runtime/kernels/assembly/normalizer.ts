/** The sum of exponentials that turns logits into probabilities, in two passes over them. */
import { ROOM } from '../room';
import { begin, complete } from './activation';

/** The greatest of x, `[count]`. The eight numbers behind x are overwritten. */
export function greatest(x: usize, count: i32): f32 {
  const end = x + (<usize>count << 2);
  let a = f32x4.splat(f32.NEGATIVE_INFINITY);
  v128.store(end, a);
  v128.store(end, a, 16);
  let b = a;
  for (; x < end; x += 32) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
  }
  a = f32x4.pmax(a, b);
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

/**
 * Sum over x, `[count]`, of e^(x - from); `from` is at least the greatest x. Relative error below 1e-6. In two loops: see
 * `sigmoid`. The four numbers behind x are overwritten.
 */
export function sumExponentials(x: usize, count: i32, from: f32): f32 {
  const origin = f32x4.splat(from);
  let sum = f32x4.splat(0);
  const last = x + (<usize>count << 2);
  v128.store(last, f32x4.splat(f32.NEGATIVE_INFINITY));
  while (x < last) {
    const end = min(last, x + 512);
    let to: usize = ROOM;
    for (; x < end; x += 16, to += 32) {
      // e^-87 is 1e-38: whatever is further away adds nothing.
      begin(to, f32x4.pmax(f32x4.sub(v128.load(x), origin), f32x4.splat(-87)));
    }
    for (let i: usize = ROOM; i < to; i += 32) sum = f32x4.add(sum, complete(i));
  }
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
