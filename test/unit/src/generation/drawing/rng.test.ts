import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../../../../src/generation/drawing/rng.ts';

const take = (seed: number, count: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => rng.next());
};

it('gives the same numbers for the same seed, all in [0, 1)', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (seed) => {
      const numbers = take(seed, 20);
      expect(take(seed, 20)).toEqual(numbers);
      for (const number of numbers) expect(number >= 0 && number < 1).toBe(true);
    }),
  );
});

it('tells seeds apart, also in their sign and in their high bits', () => {
  const seeds = [0, 1, -1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
  expect(new Set(seeds.map((seed) => take(seed, 4).join())).size).toBe(seeds.length);
});

it('spreads evenly: each of ten bins holds a tenth of 100,000 numbers, give or take 3 %', () => {
  const bins = new Array<number>(10).fill(0);
  for (const number of take(1, 100_000)) bins[Math.floor(number * 10)]++;
  for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(300);
});
