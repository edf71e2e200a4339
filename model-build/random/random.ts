/** Seeded randomness whose whole state can be saved: xoshiro128** (Blackman and Vigna, arXiv:1805.01407). */
import { nextBits } from '../../src/generation/drawing/xoshiro.ts';

export class Random {
  /** Four 32-bit words. */
  readonly state: Uint32Array;

  constructor(seed: number | Uint32Array) {
    if (typeof seed !== 'number') {
      this.state = seed.slice();
      return;
    }
    this.state = new Uint32Array(4);
    // SplitMix32 spreads a small seed over all the words.
    let z = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) >>> 0;
      let v = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      v = Math.imul(v ^ (v >>> 13), 0xc2b2ae35);
      this.state[i] = v ^ (v >>> 16);
    }
  }

  /** 32 random bits. */
  next(): number {
    return nextBits(this.state);
  }

  /** In [0, 1). */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** Mean 0, deviation 1 (Box-Muller, one of the pair). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}
