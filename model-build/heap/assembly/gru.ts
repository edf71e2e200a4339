// Reset-after GRU, one time step of a batch. Gates lie side by side: update z, reset r, candidate n.
import { sigmoid4, sigmoidSlope, splat, tanh4, tanhSlope } from './math';

/**
 * input   [batch, 3H]  x W + b; overwritten with the values of z, r, n
 * state   [batch, 3H]  h U + u; its last third is left for the backward pass
 * before  [batch, H]   h
 * after   [batch, H]   (1-z) n + z h
 * H is a multiple of 4.
 */
export function gruForward(
  input: usize,
  state: usize,
  before: usize,
  after: usize,
  batch: i32,
  hidden: i32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const z = sigmoid4(f32x4.add(v128.load(input + j), v128.load(state + j)));
      const r = sigmoid4(f32x4.add(v128.load(input + row + j), v128.load(state + row + j)));
      const candidate = f32x4.mul(r, v128.load(state + 2 * row + j));
      const n = tanh4(f32x4.add(v128.load(input + 2 * row + j), candidate));
      v128.store(input + j, z);
      v128.store(input + row + j, r);
      v128.store(input + 2 * row + j, n);
      v128.store(after + j, f32x4.add(n, f32x4.mul(z, f32x4.sub(v128.load(before + j), n))));
    }
    input += 3 * row;
    state += 3 * row;
    before += row;
    after += row;
  }
}

/**
 * gates    [batch, 3H]  z, r, n; overwritten with d loss / d input
 * state    [batch, 3H]  last third h U_n + u_n; overwritten with d loss / d state
 * before   [batch, H]   h
 * dAfter   [batch, H]   d loss / d h' from above
 * carry    [batch, H]   in: d loss / d h' from the next step; out: dh z (the caller adds d state . U^T)
 */
export function gruBackward(
  gates: usize,
  state: usize,
  before: usize,
  dAfter: usize,
  carry: usize,
  batch: i32,
  hidden: i32,
): void {
  const row = (<usize>hidden) << 2;
  for (let b = 0; b < batch; b++) {
    for (let j: usize = 0; j < row; j += 16) {
      const z = v128.load(gates + j);
      const r = v128.load(gates + row + j);
      const n = v128.load(gates + 2 * row + j);
      const dh = f32x4.add(v128.load(dAfter + j), v128.load(carry + j));
      const dn = f32x4.mul(f32x4.mul(dh, f32x4.sub(splat(1.0), z)), tanhSlope(n));
      const dz = f32x4.mul(f32x4.mul(dh, f32x4.sub(v128.load(before + j), n)), sigmoidSlope(z));
      const dr = f32x4.mul(f32x4.mul(dn, v128.load(state + 2 * row + j)), sigmoidSlope(r));
      v128.store(gates + j, dz);
      v128.store(gates + row + j, dr);
      v128.store(gates + 2 * row + j, dn);
      v128.store(state + j, dz);
      v128.store(state + row + j, dr);
      v128.store(state + 2 * row + j, f32x4.mul(dn, r));
      v128.store(carry + j, f32x4.mul(dh, z));
    }
    gates += 3 * row;
    state += 3 * row;
    before += row;
    dAfter += row;
    carry += row;
  }
}
