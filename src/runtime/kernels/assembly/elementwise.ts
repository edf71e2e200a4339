/** Arithmetic of vectors, element by element. Results own memory up to the next 128 bytes: the last store may reach there. */

/** y = a + b, `[count]`. */
export function add(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, a += 16, b += 16) v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
}

/** y = a - b, `[count]`. */
export function subtract(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, a += 16, b += 16) v128.store(y, f32x4.sub(v128.load(a), v128.load(b)));
}

/** y = a * b, `[count]`. */
export function multiply(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 16, a += 16, b += 16) v128.store(y, f32x4.mul(v128.load(a), v128.load(b)));
}

/** y = a, `[count]`; y may lie inside another value, so not a byte more is written. */
export function copy(y: usize, a: usize, count: i32): void {
  memory.copy(y, a, <usize>count << 2);
}
