import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelBench } from '../../../../fixtures/kernel-bench.ts';

const bench = new KernelBench();
const logits = fc
  .float32Array({ min: -200, max: 200, noNaN: true, minLength: 1, maxLength: 70 })
  .map((values) => Float32Array.from(values));

describe('the kernels that normalise', () => {
  it('find the greatest of any number of numbers, wherever it stands', () => {
    fc.assert(
      fc.property(logits, (x) => {
        bench.clear();
        expect(bench.kernels.greatest(bench.put(x), x.length)).toBe(Math.max(...x));
      }),
    );
  });

  it('sum exponentials to one part in a million, whatever lies beyond the end', () => {
    fc.assert(
      fc.property(logits, (x) => {
        bench.clear();
        const from = Math.max(...x);
        const exact = x.reduce((sum, value) => sum + Math.exp(value - from), 0);
        const sum = bench.kernels.sumExponentials(bench.put(x), x.length, from);
        expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('take logits further apart than any probability', () => {
    bench.clear();
    const x = Float32Array.of(3e38, -3e38, 0, 1);
    expect(
      bench.kernels.sumExponentials(bench.put(x), 4, bench.kernels.greatest(bench.put(x), 4)),
    ).toBeCloseTo(1, 6);
  });
});
