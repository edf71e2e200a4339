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

  it('raise words by the logarithm of their odds, and tell by how much the sum grows', () => {
    const odds = fc.float({ min: 0, max: Math.fround(1e6), noNaN: true });
    const word = fc.record({ odds, logit: fc.float({ min: -40, max: 10, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.05, max: 1 }),
        (words, strength) => {
          bench.clear();
          const padded = Math.ceil(words.length / 4) * 4;
          const own = Float32Array.from(words, ({ logit }) => logit);
          // The tokens lie in the logits backwards.
          const logitsAt = bench.put(own.toReversed());
          const room = new Float32Array(padded);
          room.set(words.map(({ odds }) => odds));
          const oddsAt = bench.put(room);
          const tokens = new Int16Array(padded);
          tokens.set(words.map((_, i) => words.length - 1 - i));
          const normalizer = Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0));
          const more = bench.kernels.raise(
            oddsAt,
            bench.put(tokens),
            words.length,
            logitsAt,
            strength,
            normalizer,
          );
          const raises = words.map(({ odds }) => strength * Math.log1p(odds));
          for (const [i, raise] of raises.entries()) {
            expect(Math.abs(bench.floats(oddsAt, padded)[i]! - raise)).toBeLessThan(
              1e-6 * Math.max(1, raise),
            );
          }
          const wanted = raises.reduce(
            (sum, raise, i) => sum + Math.exp(own[i]! - normalizer) * Math.expm1(raise),
            0,
          );
          expect(Math.abs(more - wanted)).toBeLessThan(3e-6 * (1 + wanted));
        },
      ),
    );
  });
});
