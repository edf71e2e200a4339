// Matrix product for machines without OpenBLAS: C [m, n] += A B, four rows by eight columns at a time.

/** Element (i, k) of A lies at a + 4 (i aRow + k aColumn); B is [k, n] and C [m, n], both dense. */
export function gemm(
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  depth: i32,
): void {
  const up = (<usize>aRow) << 2;
  const along = (<usize>aColumn) << 2;
  const row = (<usize>n) << 2;
  const wide = n & ~7;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const a0 = a + <usize>i * up;
    const c0 = c + <usize>i * row;
    for (let j = 0; j < wide; j += 8) {
      const at = (<usize>j) << 2;
      let p = c0 + at;
      let s00 = v128.load(p),
        s01 = v128.load(p, 16);
      p += row;
      let s10 = v128.load(p),
        s11 = v128.load(p, 16);
      p += row;
      let s20 = v128.load(p),
        s21 = v128.load(p, 16);
      p += row;
      let s30 = v128.load(p),
        s31 = v128.load(p, 16);
      let x = a0;
      let y = b + at;
      for (let k = 0; k < depth; k++) {
        const b0 = v128.load(y),
          b1 = v128.load(y, 16);
        let v = v128.load32_splat(x);
        s00 = f32x4.add(s00, f32x4.mul(v, b0));
        s01 = f32x4.add(s01, f32x4.mul(v, b1));
        v = v128.load32_splat(x + up);
        s10 = f32x4.add(s10, f32x4.mul(v, b0));
        s11 = f32x4.add(s11, f32x4.mul(v, b1));
        v = v128.load32_splat(x + 2 * up);
        s20 = f32x4.add(s20, f32x4.mul(v, b0));
        s21 = f32x4.add(s21, f32x4.mul(v, b1));
        v = v128.load32_splat(x + 3 * up);
        s30 = f32x4.add(s30, f32x4.mul(v, b0));
        s31 = f32x4.add(s31, f32x4.mul(v, b1));
        x += along;
        y += row;
      }
      p = c0 + at;
      v128.store(p, s00), v128.store(p, s01, 16);
      p += row;
      v128.store(p, s10), v128.store(p, s11, 16);
      p += row;
      v128.store(p, s20), v128.store(p, s21, 16);
      p += row;
      v128.store(p, s30), v128.store(p, s31, 16);
    }
    for (let r = 0; r < 4; r++) edge(a0 + <usize>r * up, along, b, c0 + <usize>r * row, wide, n, depth);
  }
  for (; i < m; i++) edge(a + <usize>i * up, along, b, c + <usize>i * row, 0, n, depth);
}

/** One row of C, columns from..n. */
function edge(a: usize, along: usize, b: usize, c: usize, from: i32, n: i32, depth: i32): void {
  for (let j = from; j < n; j++) {
    const at = (<usize>j) << 2;
    let sum = load<f32>(c + at);
    let x = a;
    let y = b + at;
    for (let k = 0; k < depth; k++) {
      sum += load<f32>(x) * load<f32>(y);
      x += along;
      y += (<usize>n) << 2;
    }
    store<f32>(c + at, sum);
  }
}

/** to [columns, rows] = transpose of from [rows, columns]. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f32>(to + ((<usize>(j * rows + i)) << 2), load<f32>(from + ((<usize>(i * columns + j)) << 2)));
}
