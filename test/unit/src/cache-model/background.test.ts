import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBackground, encodeBackground, SHARES } from '../../../../src/cache-model/background.ts';

/** Half of an eighth of a bit. */
const TOLERANCE = 2 ** (1 / 16) + 1e-6;

it('a background is what was counted, to a sixteenth of a bit either way', () => {
  const counts = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(counts, (counts) => {
      const bytes = decodeBackground(encodeBackground(counts));
      expect(bytes).toHaveLength(counts.length);
      const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
      for (const [token, count] of counts.entries()) {
        const ratio = SHARES[bytes[token]!]! / ((count + 0.5) / total);
        expect(Math.max(ratio, 1 / ratio)).toBeLessThanOrEqual(TOLERANCE);
      }
    }),
  );
});

it('a background of the largest vocabulary is a byte a token, in base64', () => {
  const encoded = encodeBackground(new Uint32Array(32_639).fill(7));
  expect(encoded).toHaveLength(4 * Math.ceil(32_639 / 3));
  expect(decodeBackground(encoded)).toHaveLength(32_639);
});

it('a background tells the start token as if it were everywhere, and changes no other', () => {
  const plain = decodeBackground(encodeBackground([5, 10, 20]));
  const started = decodeBackground(encodeBackground([5, 10, 20], 1));
  expect([...started]).toEqual([plain[0], 0, plain[2]]);
  expect(SHARES[0]).toBe(1);
});
