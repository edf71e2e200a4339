/** Seeded random numbers (xoshiro128**, seeded through splitmix32): the same seed gives the same coins everywhere. */
import { nextBits, rotate } from './xoshiro.ts';

/** A stream of random numbers whose state can be carried elsewhere. */
export interface Rng {
  /** A number in [0, 1) with 32 random bits. */
  next(): number;
  /** Four numbers from which `restoreRng` goes on with the same coins. */
  state(): Int32Array;
}

/** splitmix32: spreads a seed's few bits over a generator's whole state. */
function* spread(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  while (true) {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    yield (mixed ^ (mixed >>> 15)) >>> 0;
  }
}

/** `seed` is any safe integer; its high and low halves both count. */
export function createRng(seed: number): Rng {
  const low = spread(seed >>> 0);
  const high = spread(Math.floor(seed / 2 ** 32) >>> 0);
  return restoreRng(Int32Array.from({ length: 4 }, () => low.next().value ^ rotate(high.next().value, 7)));
}

/** Goes on from a generator's `state()`, which stays as it is. */
export function restoreRng(from: Int32Array): Rng {
  const state = from.slice();
  return {
    state: () => state.slice(),
    next: () => nextBits(state) / 2 ** 32,
  };
}
