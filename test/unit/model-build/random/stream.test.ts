import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomStream, shuffle } from '../../../../model-build/random/stream.ts';

it('gives the same numbers for the same seed', () => {
  const first = randomStream('1 documents');
  const second = randomStream('1 documents');
  const numbers = Array.from({ length: 1000 }, first);
  expect(Array.from({ length: 1000 }, second)).toEqual(numbers);
  expect(randomStream('2 documents')()).not.toBe(numbers[0]);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
});

it('spreads its numbers evenly', () => {
  const random = randomStream('even');
  const bins = new Array(10).fill(0);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(10 * random())]++;
  // A fair bin holds 10,000 with a standard deviation of 95: five of them.
  for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(475);
});

it('shuffles without loss', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.string(), (items, seed) => {
      const shuffled = shuffle([...items], randomStream(seed));
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
    }),
  );
});

it('puts each of three items first equally often', () => {
  const random = randomStream('order');
  const firsts = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < 30_000; i++) firsts[shuffle(['a', 'b', 'c'] as ('a' | 'b' | 'c')[], random)[0]]++;
  for (const count of Object.values(firsts)) expect(Math.abs(count - 10_000)).toBeLessThan(410);
});
