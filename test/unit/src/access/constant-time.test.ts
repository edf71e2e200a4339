import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sameHash } from '../../../../src/access/constant-time.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

it('finds a hash the same as its copy, and other than one with any bit changed', () => {
  fc.assert(
    fc.property(hash, fc.nat(255), (bytes, bit) => {
      const copy = bytes.slice();
      expect(sameHash(bytes, copy)).toBe(true);
      copy[bit >> 3] ^= 1 << (bit & 7);
      expect(sameHash(bytes, copy)).toBe(false);
    }),
  );
});

it('finds hashes of two lengths different, without asking the platform, which would throw', () => {
  const throwing = { timingSafeEqual: () => expect.fail('asked') };
  expect(sameHash(new Uint8Array(32), new Uint8Array(31), throwing)).toBe(false);
});

it("uses the platform's comparison where there is one", () => {
  const asked: Uint8Array[][] = [];
  const subtle = { timingSafeEqual: (a: Uint8Array, b: Uint8Array) => asked.push([a, b]) > 0 };
  expect(sameHash(Uint8Array.of(1), Uint8Array.of(2), subtle)).toBe(true);
  expect(asked).toEqual([[Uint8Array.of(1), Uint8Array.of(2)]]);
});
