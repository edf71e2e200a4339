import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median, medianRatio } from '../../../bench/statistics.ts';

const times = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });

test('the median is the middle, or the mean of the two middles, in any order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('one slow round does not move the median beyond its neighbours', () => {
  expect(median([1, 1.1, 1.2, 1.3, 900])).toBe(1.2);
});

test('a load that slows both contenders of a round does not move their ratio', () => {
  fc.assert(
    fc.property(times, fc.double({ min: 0.1, max: 10, noNaN: true }), (load, ratio) => {
      const slower = load.map((ms) => ms * ratio);
      expect(medianRatio(slower, load)).toBeCloseTo(ratio, 9);
    }),
  );
});
