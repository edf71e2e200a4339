// Rows of a matrix: filling, gathering, adding up. Widths may be anything.

/** y [rows, width]: every row becomes `bias` [width]. */
export function fillRows(y: usize, bias: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2;
  for (let n = 0; n < rows; n++) memory.copy(y + <usize>n * row, bias, row);
}

/** sums [width] += the sum of the rows of x [rows, width]. */
export function addRows(x: usize, sums: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2;
  const whole = (<usize>(width & ~3)) << 2;
  for (let n = 0; n < rows; n++) {
    for (let j: usize = 0; j < whole; j += 16)
      v128.store(sums + j, f32x4.add(v128.load(sums + j), v128.load(x + j)));
    for (let j = whole; j < row; j += 4) store<f32>(sums + j, load<f32>(sums + j) + load<f32>(x + j));
    x += row;
  }
}

/** y [rows, width] = scale * table[ids[row]]. */
export function gatherRows(table: usize, ids: usize, y: usize, rows: i32, width: i32, scale: f32): void {
  const row = (<usize>width) << 2;
  const whole = (<usize>(width & ~3)) << 2;
  for (let n = 0; n < rows; n++) {
    const from = table + <usize>load<i32>(ids + ((<usize>n) << 2)) * row;
    for (let j: usize = 0; j < whole; j += 16)
      v128.store(y + j, f32x4.mul(v128.load(from + j), f32x4.splat(scale)));
    for (let j = whole; j < row; j += 4) store<f32>(y + j, load<f32>(from + j) * scale);
    y += row;
  }
}

/** dTable[ids[row]] += scale * dy[row]. */
export function scatterRows(dy: usize, ids: usize, dTable: usize, rows: i32, width: i32, scale: f32): void {
  const row = (<usize>width) << 2;
  const whole = (<usize>(width & ~3)) << 2;
  for (let n = 0; n < rows; n++) {
    const to = dTable + <usize>load<i32>(ids + ((<usize>n) << 2)) * row;
    for (let j: usize = 0; j < whole; j += 16) {
      const d = f32x4.mul(v128.load(dy + j), f32x4.splat(scale));
      v128.store(to + j, f32x4.add(v128.load(to + j), d));
    }
    for (let j = whole; j < row; j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(dy + j) * scale);
    dy += row;
  }
}
