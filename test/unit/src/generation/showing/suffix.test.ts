import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Following } from '../../../../../src/generation/showing/following.ts';
import { SuffixTrimmer } from '../../../../../src/generation/showing/suffix.ts';

function trimmed(pieces: string[], suffix: string, opens = false): string {
  const trimmer = new SuffixTrimmer(new Following(suffix, opens));
  return pieces.map((piece) => trimmer.push(piece)).join('');
}

it('does not say what comes after the caret already', () => {
  expect(trimmed(['the cat sat', ' on the'], ' on the mat.')).toBe('the cat sat');
  expect(trimmed(['the cat sat on', ' the floor'], ' on the mat.')).toBe('the cat sat on the floor');
  expect(trimmed(['the cat '], ' ')).toBe('the cat');
});

it('knows it with other blanks, and where its blank stands before the caret too', () => {
  expect(trimmed(['the cat', ' on', ' the'], '  on\tthe\u00a0mat.')).toBe('the cat');
  expect(trimmed(['on', ' the'], ' on the mat.', true)).toBe('');
  expect(trimmed(['the', ' cat', ' on'], ' on the mat.', true)).toBe('the cat');
  expect(trimmed(['on', ' the'], ' on the mat.')).toBe('on the');
  expect(trimmed(['No'], '\n\nNo.', true)).toBe('');
});

it('knows a sentence that is wrapped, but takes the next line for no part of this one', () => {
  expect(trimmed(['the cat', ' on', ' the'], '\non the mat.')).toBe('the cat');
  expect(trimmed(['the cat', '\n', 'on the'], '\non the mat.')).toBe('the cat');
  expect(trimmed(['the cat.', ' On'], '\nOn the mat.')).toBe('the cat. On');
});

it('trims the longest end that begins the suffix, however the text comes in pieces', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, (pieces, suffix) => {
      const all = pieces.join('');
      if (/ {2}/.test(suffix)) return;
      let size = Math.min(all.length, suffix.length);
      while (!suffix.startsWith(all.slice(all.length - size))) size--;
      expect(trimmed(pieces, suffix)).toBe(all.slice(0, all.length - size));
    }),
  );
});
