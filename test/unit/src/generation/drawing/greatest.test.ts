import fc from 'fast-check';
import { expect, it } from 'vitest';
import { greatest } from '../../../../../src/generation/drawing/greatest.ts';

it('is the head of a stable sort, for any numbers and count', () => {
  // Few different numbers, so that there are equals.
  const values = fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 200 });
  fc.assert(
    fc.property(values, fc.nat(220), (numbers, count) => {
      const sorted = [...numbers.keys()].sort((a, b) => numbers[b] - numbers[a] || a - b);
      expect([...greatest(Float32Array.from(numbers), count)]).toEqual(sorted.slice(0, count));
    }),
  );
});

it('keeps minus infinity last', () => {
  expect([...greatest(Float32Array.of(-Infinity, 1, -Infinity, -5), 3)]).toEqual([1, 3, 0]);
});
