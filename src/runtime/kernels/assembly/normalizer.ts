/** The sum of exponentials that turns logits into probabilities, in two passes over them. */
import { exponential } from './activation';
import { iota } from './lanes';

/** The greatest of x, `[count]`, at least one. */
export function greatest(x: usize, count: i32): f32 {
  let most = v128.load32_splat(x);
  let i = 0;
  for (; i + 4 <= count; i += 4) most = f32x4.pmax(most, v128.load(x + (<usize>i << 2)));
  for (; i < count; i++) most = f32x4.pmax(most, v128.load32_splat(x + (<usize>i << 2)));
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/** Sum over x, `[count]`, of e^(x - from); `from` is at least the greatest x. Relative error below 1e-6. */
export function sumExponentials(x: usize, count: i32, from: f32): f32 {
  const origin = f32x4.splat(from);
  let sum = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    // e^-87 is 1e-38: whatever is further away adds nothing.
    const distance = f32x4.pmax(f32x4.sub(v128.load(x + (<usize>i << 2)), origin), f32x4.splat(-87));
    let some = exponential(distance);
    if (i + 4 > count) some = v128.and(some, i32x4.lt_s(iota(), i32x4.splat(count - i)));
    sum = f32x4.add(sum, some);
  }
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
