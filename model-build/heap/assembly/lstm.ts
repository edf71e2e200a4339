// LSTM, one time step of a batch. Gates lie side by side: input i, forget f, candidate g, output o.
import { sigmoid4, sigmoidSlope, tanh4, tanhSlope } from './math';

/**
 * gates   [batch, 4H]  x W + b + h U; overwritten with the values of i, f, g, o
 * before  [batch, H]   c
 * cell    [batch, H]   f c + i g
 * after   [batch, H]   o tanh(cell)
 * H is a multiple of 4.
 */
export function lstmForward(
  gates: usize,
  before: usize,
  cell: usize,
  after: usize,
  batch: i32,
  hidden: i32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const i = sigmoid4(v128.load(gates + j));
      const f = sigmoid4(v128.load(gates + row + j));
      const g = tanh4(v128.load(gates + 2 * row + j));
      const o = sigmoid4(v128.load(gates + 3 * row + j));
      const c = f32x4.add(f32x4.mul(f, v128.load(before + j)), f32x4.mul(i, g));
      v128.store(gates + j, i);
      v128.store(gates + row + j, f);
      v128.store(gates + 2 * row + j, g);
      v128.store(gates + 3 * row + j, o);
      v128.store(cell + j, c);
      v128.store(after + j, f32x4.mul(o, tanh4(c)));
    }
    gates += 4 * row;
    before += row;
    cell += row;
    after += row;
  }
}

/**
 * gates      [batch, 4H]  i, f, g, o; overwritten with d loss / d (x W + b + h U)
 * before     [batch, H]   c of the step before
 * cell       [batch, H]   c of this step
 * dAfter     [batch, H]   d loss / d h from above
 * carry      [batch, H]   d loss / d h from the next step
 * cellCarry  [batch, H]   in: d loss / d c from the next step; out: the same for the step before
 */
export function lstmBackward(
  gates: usize,
  before: usize,
  cell: usize,
  dAfter: usize,
  carry: usize,
  cellCarry: usize,
  batch: i32,
  hidden: i32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const i = v128.load(gates + j);
      const f = v128.load(gates + row + j);
      const g = v128.load(gates + 2 * row + j);
      const o = v128.load(gates + 3 * row + j);
      const t = tanh4(v128.load(cell + j));
      const dh = f32x4.add(v128.load(dAfter + j), v128.load(carry + j));
      const dc = f32x4.add(v128.load(cellCarry + j), f32x4.mul(f32x4.mul(dh, o), tanhSlope(t)));
      v128.store(gates + j, f32x4.mul(f32x4.mul(dc, g), sigmoidSlope(i)));
      v128.store(gates + row + j, f32x4.mul(f32x4.mul(dc, v128.load(before + j)), sigmoidSlope(f)));
      v128.store(gates + 2 * row + j, f32x4.mul(f32x4.mul(dc, i), tanhSlope(g)));
      v128.store(gates + 3 * row + j, f32x4.mul(f32x4.mul(dh, t), sigmoidSlope(o)));
      v128.store(cellCarry + j, f32x4.mul(dc, f));
    }
    gates += 4 * row;
    before += row;
    cell += row;
    dAfter += row;
    carry += row;
    cellCarry += row;
  }
}
