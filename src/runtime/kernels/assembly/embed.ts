/** One row of a packed table. */

/** y = table[token] * scale[token], `[width]`; `stride` is the width rounded up to 4. */
export function embed(y: usize, table: usize, scale: usize, token: i32, width: i32, stride: i32): void {
  const factor = load<f32>(scale + (<usize>token << 2));
  let from = table + (<usize>(token & ~15)) * stride + ((<usize>(token & 15)) << 1);
  for (let k = 0; k < width; k += 2, from += 32, y += 8) {
    store<f32>(y, <f32>load<i8>(from) * factor);
    store<f32>(y, <f32>load<i8>(from, 1) * factor, 4);
  }
}
