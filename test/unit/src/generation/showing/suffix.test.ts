import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SuffixTrimmer } from '../../../../../src/generation/showing/suffix.ts';

function trimmed(pieces: string[], suffix: string): string {
  const trimmer = new SuffixTrimmer(suffix);
  return pieces.map((piece) => trimmer.push(piece)).join('');
}

it('does not say what comes after the caret already', () => {
  expect(trimmed(['the cat sat', ' on the'], ' on the mat.')).toBe('the cat sat');
  expect(trimmed(['the cat sat on', ' the floor'], ' on the mat.')).toBe('the cat sat on the floor');
  expect(trimmed(['the cat '], ' ')).toBe('the cat');
});

it('trims the longest end that begins the suffix, however the text comes in pieces', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, (pieces, suffix) => {
      const all = pieces.join('');
      let size = Math.min(all.length, suffix.length);
      while (!suffix.startsWith(all.slice(all.length - size))) size--;
      expect(trimmed(pieces, suffix)).toBe(all.slice(0, all.length - size));
    }),
  );
});
