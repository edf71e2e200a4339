import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepNucleus } from '../../../../../src/generation/drawing/nucleus.ts';

/** By sorting everything, as top-p is defined. */
function sorted(weights: Float64Array, target: number): number[] {
  const order = [...weights.keys()].sort((a, b) => weights[b] - weights[a] || a - b);
  const kept: number[] = [];
  for (let total = 0; kept.length < order.length && total < target; total += weights[kept.at(-1)!]) {
    kept.push(order[kept.length]);
  }
  return kept.filter((i) => weights[i] > 0).sort((a, b) => a - b);
}

// Halves and eighths, so that sums are exact in any order and ties are common; and some next to nothing.
const weight = fc.oneof(
  fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
  fc.constant(2 ** -40),
);

it('keeps what sorting would keep, ties by index', () => {
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 64 }),
      (numbers, share) => {
        const weights = Float64Array.from([1, ...numbers]);
        const total = weights.reduce((sum, value) => sum + value, 0);
        const target = (total * share) / 64;
        const expected = sorted(weights, target);
        const before = weights.slice();
        const sum = keepNucleus(weights, Float32Array.from(weights), target);
        const kept = [...weights.keys()].filter((i) => weights[i] > 0);
        expect(kept).toEqual(expected);
        for (const i of kept) expect(weights[i]).toBe(before[i]);
        expect(sum).toBeCloseTo(
          kept.reduce((all, i) => all + before[i], 0),
          9,
        );
      },
    ),
  );
});

it('keeps the likeliest token alone when it is enough, and everything when all is wanted', () => {
  const weights = Float64Array.of(0.5, 1, 1e-300, 0.25);
  expect(keepNucleus(weights.slice(), Float32Array.from(weights), 0.9)).toBe(1);
  expect(keepNucleus(weights.slice(), Float32Array.from(weights), 1.75)).toBe(1.75);
});
