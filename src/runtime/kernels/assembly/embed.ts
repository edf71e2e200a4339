/** One row of a packed table. */
import { dots } from './dot-product';
import { RAISED } from './pack';

/** y = table[token] * scale[token], `[width]`; `stride` is the width rounded up to 8. */
export function embed(y: usize, table: usize, scale: usize, token: i32, width: i32, stride: i32): void {
  const on = ASC_FEATURE_RELAXED_SIMD && dots;
  const raised: u32 = on ? 0 : RAISED;
  const factor = load<f32>(scale + (<usize>token << 2));
  let from = table + (<usize>(token & ~31)) * stride + ((<usize>(token & 31)) << 2);
  for (let k = 0; k < width; k += 4, from += 128, y += 16) {
    const four = load<u32>(from) ^ raised;
    store<f32>(y, <f32>(<i8>four) * factor);
    // See pack.ts for the order of the bytes.
    store<f32>(y, <f32>(<i8>(four >> (on ? 8 : 16))) * factor, 4);
    store<f32>(y, <f32>(<i8>(four >> (on ? 16 : 8))) * factor, 8);
    store<f32>(y, <f32>(<i8>(four >> 24)) * factor, 12);
  }
}
