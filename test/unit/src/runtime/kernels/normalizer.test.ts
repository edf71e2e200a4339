import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistory, numbersOf, remember } from '../../../../../src/cache-model/history.ts';
import { oddsOf } from '../../../../../src/cache-model/prominence.ts';
import { BACKGROUND, FACTORS } from '../../../../../src/runtime/kernels/room.ts';
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

  it('raise what a history has by the logarithm of its odds, and tell by how much the sum grows', () => {
    const vocabulary = 40;
    const spoken = fc.record({ token: fc.nat(vocabulary - 1), byModel: fc.boolean() });
    const factor = fc.float({ min: 0, max: 1000, noNaN: true });
    const logit = fc.float({ min: -40, max: 10, noNaN: true });
    const all = { minLength: vocabulary, maxLength: vocabulary };
    fc.assert(
      fc.property(
        fc.array(spoken, { minLength: 1, maxLength: 60 }),
        fc.array(factor, all),
        fc.array(logit, all),
        fc.double({ min: 0.05, max: 1 }),
        (text, factors, logits, strength) => {
          bench.clear();
          const history = emptyHistory(64);
          for (const { token, byModel } of text) remember(history, token, byModel);
          const numbers = numbersOf(history);
          // Each token has a factor of its own, and they lie backwards.
          const background = Uint8Array.from(factors, (_, token) => 255 - token);
          const rarity = { background, factors: new Float32Array(256), decay: 0.9 };
          rarity.factors.set(factors, 256 - vocabulary);
          const memory = new ArrayBuffer(BACKGROUND + vocabulary);
          new Uint16Array(memory).set(numbers);
          new Float32Array(memory, FACTORS, 256).set(rarity.factors);
          new Uint8Array(memory, BACKGROUND).set(background);
          const numbersAt = bench.put(new Int8Array(memory));
          const normalizer = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
          const wanted = new Map(
            [...oddsOf(numbers, rarity)].map(([token, odds]) => [token, strength * Math.log1p(odds)]),
          );
          const growth = [...wanted].reduce(
            (sum, [token, raise]) => sum + Math.exp(logits[token]! - normalizer) * Math.expm1(raise),
            0,
          );
          // Twice: nothing is left behind.
          for (let time = 0; time < 2; time++) {
            const rows = new Float32Array(6 * vocabulary).fill(Number.NaN);
            rows.set(logits);
            const at = bench.put(rows);
            const weights = at + 4 * vocabulary;
            const { raise } = bench.kernels;
            const { length } = numbers;
            const more = raise(numbersAt, length, 0.9, at, weights, strength, normalizer);
            for (const [token, value] of bench.floats(at, vocabulary).entries())
              expect(Math.abs(value - logits[token]! - (wanted.get(token) ?? 0))).toBeLessThan(2e-5);
            expect(Math.abs(more - growth)).toBeLessThan(1e-5 * (1 + growth));
          }
        },
      ),
    );
  });
});
