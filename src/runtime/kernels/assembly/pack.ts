/**
 * Lays an int8 matrix out as `product.ts` reads it: `[outputs / 16][inputs / 2][16 outputs][2 inputs]`, inputs rounded
 * up to 4 and outputs to 16. What lies beyond the matrix in the last blocks is never used: those inputs are zero and
 * those outputs are nobody's. So a load may run over the end of the source.
 */

/**
 * Packs two or more rows of a matrix `[inputs, outputs]` whose columns are its outputs, from row `first` on (even).
 * `source`: `[rows, outputs]`; `stride`: inputs rounded up to 4.
 */
export function packColumns(
  target: usize,
  source: usize,
  first: i32,
  rows: i32,
  outputs: i32,
  stride: i32,
): void {
  for (let row = 0; row < rows; row += 2) {
    const even = source + <usize>row * outputs;
    const odd = even + outputs;
    let to = target + ((<usize>(first + row)) << 4);
    for (let n = 0; n < outputs; n += 16, to += <usize>stride << 4) {
      const a = v128.load(even + n);
      const b = v128.load(odd + n);
      v128.store(to, v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
      v128.store(to, v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
    }
  }
}

/**
 * Packs rows of a matrix `[outputs, inputs]` whose rows are its outputs, from row `first` on.
 * `source`: `[rows, inputs]`; `stride`: inputs rounded up to 4.
 */
export function packRows(
  target: usize,
  source: usize,
  first: i32,
  rows: i32,
  inputs: i32,
  stride: i32,
): void {
  for (let row = first; row < first + rows; row++) {
    let to = target + (<usize>(row & ~15)) * stride + ((<usize>(row & 15)) << 1);
    for (let k = 0; k < inputs; k += 2, to += 32) store<u16>(to, load<u16>(source + k));
    source += inputs;
  }
}
