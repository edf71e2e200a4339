/** xoshiro128** (Blackman and Vigna, arXiv:1805.01407): drawing and training share the step, and seed it each in its way. */

/** The next 32 random bits, 0 up to 2^32; moves `state`, four 32-bit words, on. */
export function nextBits(state: Int32Array | Uint32Array): number {
  const result = Math.imul(rotate(Math.imul(state[1]!, 5), 7), 9) >>> 0;
  const shifted = state[1]! << 9;
  state[2]! ^= state[0]!;
  state[3]! ^= state[1]!;
  state[1]! ^= state[2]!;
  state[0]! ^= state[3]!;
  state[2]! ^= shifted;
  state[3] = rotate(state[3]!, 11);
  return result;
}

/** A 32-bit word, its bits moved `by` places up and around. */
export const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
