// Blocks of a matrix as panels: what gemm.ts reads. A panel [depth, width] holds `width` of the block's rows or
// columns side by side; the last one is filled up with zeros.

/**
 * Member i of the block at depth k lies at from + 4 (k along + i across). Writes ceil(members / width) panels, one after
 * the other; width is a multiple of 4.
 */
export function packPanels(
  to: usize,
  from: usize,
  along: i32,
  across: i32,
  depth: i32,
  members: i32,
  width: i32,
): void {
  const step = <usize>width << 2;
  for (let i = 0; i < members; i += width, to += step * <usize>depth) {
    for (let j = 0; j < width; j += 4) {
      const some = from + (<usize>((i + j) * across) << 2);
      const four = to + (<usize>j << 2);
      const count = members - i - j;
      if (count < 4) packSome(four, step, some, along, across, depth, count);
      else if (across == 1) packAcross(four, step, some, <usize>along << 2, depth);
      else packAlong(four, step, some, along, across, depth);
    }
  }
}

/** Four members that lie side by side at every depth. */
function packAcross(to: usize, step: usize, from: usize, along: usize, depth: i32): void {
  for (let k = 0; k < depth; k++, to += step, from += along) v128.store(to, v128.load(from));
}

/** Four members that run along their depth: squares of four by four are turned. */
function packAlong(to: usize, step: usize, from: usize, along: i32, across: i32, depth: i32): void {
  const next = <usize>across << 2;
  const whole = along == 1 ? depth & ~3 : 0;
  for (let k = 0; k < whole; k += 4, to += 4 * step, from += 16) {
    const a = v128.load(from);
    const b = v128.load(from + next);
    const c = v128.load(from + 2 * next);
    const d = v128.load(from + 3 * next);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
    v128.store(to + 2 * step, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
    v128.store(to + 3 * step, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
  }
  packSome(to, step, from, along, across, depth - whole, 4);
}

/** The first `count` of four members, perhaps none; zeros for the others. */
function packSome(
  to: usize,
  step: usize,
  from: usize,
  along: i32,
  across: i32,
  depth: i32,
  count: i32,
): void {
  for (let k = 0; k < depth; k++, to += step) {
    for (let i = 0; i < 4; i++) {
      const value = i < count ? load<f32>(from + (<usize>(k * along + i * across) << 2)) : <f32>0;
      store<f32>(to + (<usize>i << 2), value);
    }
  }
}
