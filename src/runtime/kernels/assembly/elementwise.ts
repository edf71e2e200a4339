/** Arithmetic of vectors, element by element, 64 bytes at a time. Results own memory up to the next 128 bytes. */

/** y = a + b, `[count]`. */
export function add(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 64, a += 64, b += 64) {
    const first = f32x4.add(v128.load(a), v128.load(b));
    const second = f32x4.add(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.add(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.add(v128.load(a, 48), v128.load(b, 48));
    v128.store(y, first);
    v128.store(y, second, 16);
    v128.store(y, third, 32);
    v128.store(y, fourth, 48);
  }
}

/** y = a - b, `[count]`. */
export function subtract(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 64, a += 64, b += 64) {
    const first = f32x4.sub(v128.load(a), v128.load(b));
    const second = f32x4.sub(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.sub(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.sub(v128.load(a, 48), v128.load(b, 48));
    v128.store(y, first);
    v128.store(y, second, 16);
    v128.store(y, third, 32);
    v128.store(y, fourth, 48);
  }
}

/** y = a * b, `[count]`. */
export function multiply(y: usize, a: usize, b: usize, count: i32): void {
  const end = y + (<usize>count << 2);
  for (; y < end; y += 64, a += 64, b += 64) {
    const first = f32x4.mul(v128.load(a), v128.load(b));
    const second = f32x4.mul(v128.load(a, 16), v128.load(b, 16));
    const third = f32x4.mul(v128.load(a, 32), v128.load(b, 32));
    const fourth = f32x4.mul(v128.load(a, 48), v128.load(b, 48));
    v128.store(y, first);
    v128.store(y, second, 16);
    v128.store(y, third, 32);
    v128.store(y, fourth, 48);
  }
}

/** y = a, `[count]`; y may lie inside another value, so not a byte more is written. */
export function copy(y: usize, a: usize, count: i32): void {
  memory.copy(y, a, <usize>count << 2);
}
