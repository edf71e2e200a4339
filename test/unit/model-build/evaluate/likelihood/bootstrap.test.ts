import { expect, it } from 'vitest';
import { bootstrap } from '../../../../../model-build/evaluate/likelihood/bootstrap.ts';
import { randomStream } from '../../../../../model-build/random/stream.ts';

it('weighs documents by their size', () => {
  const { value } = bootstrap([
    { numerator: 1, denominator: 1 },
    { numerator: 0, denominator: 3 },
  ]);
  expect(value).toBe(0.25);
});

it('has no width when all documents agree', () => {
  expect(bootstrap([1, 2, 3].map((size) => ({ numerator: size, denominator: 2 * size })))).toEqual({
    value: 0.5,
    low: 0.5,
    high: 0.5,
  });
});

it('gives the same interval for the same seed', () => {
  const parts = Array.from({ length: 20 }, (_, i) => ({ numerator: Math.sqrt(i), denominator: 5 }));
  expect(bootstrap(parts, 7)).toEqual(bootstrap(parts, 7));
  expect(bootstrap(parts, 7)).not.toEqual(bootstrap(parts, 8));
});

it('holds the true ratio about 95 times in a hundred', () => {
  const random = randomStream('coverage');
  let held = 0;
  for (let trial = 0; trial < 100; trial++) {
    const parts = Array.from({ length: 40 }, () => {
      const share = 0.2 + 0.2 * random();
      return { numerator: share * 100, denominator: 100 };
    });
    const { low, high } = bootstrap(parts, trial);
    if (low <= 0.3 && 0.3 <= high) held++;
  }
  // 95 with a standard deviation of 2.2; the percentile bootstrap of 40 documents is a little too narrow.
  expect(held).toBeGreaterThanOrEqual(86);
});

it('refuses documents without anything to divide by', () => {
  expect(() => bootstrap([])).toThrow('0 documents');
  expect(() => bootstrap([{ numerator: 0, denominator: 0 }])).toThrow('1 documents');
});
