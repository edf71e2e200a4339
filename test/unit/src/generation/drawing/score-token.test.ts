import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreToken } from '../../../../../src/generation/drawing/score-token.ts';

const logits = fc
  .float32Array({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 })
  .map((values) => Float32Array.from(values));

it('gives logarithms of probabilities, which sum to one', () => {
  fc.assert(
    fc.property(logits, (values) => {
      const total = Array.from(values, (_, token) => Math.exp(scoreToken(values, token, 0).logprob));
      expect(total.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
  );
});

it('lists the likeliest first, the lowest token first among equals', () => {
  fc.assert(
    fc.property(logits, fc.nat(6), (values, count) => {
      const ranked = Array.from(values, (_, token) => token).sort((a, b) => values[b] - values[a] || a - b);
      const { top } = scoreToken(values, 0, count);
      expect(top.map(({ token }) => token)).toEqual(ranked.slice(0, count));
      for (const { token, logprob } of top) expect(logprob).toBe(scoreToken(values, token, 0).logprob);
    }),
  );
});
