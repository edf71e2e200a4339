import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWord, mayBecomeWord, wordsOf } from '../../../../model-build/calibrate/words.ts';

it('finds letters, digits and inner apostrophes', () => {
  const text = "The 1990s' bakers don't sell rock’n’roll, cafe\u0301-bread or 'buns'.";
  expect(wordsOf(text).map((word) => word.text)).toEqual([
    'The',
    '1990s',
    'bakers',
    "don't",
    'sell',
    'rock’n’roll',
    'cafe\u0301',
    'bread',
    'or',
    'buns',
  ]);
});

it('says where each word is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '1', "'", ' ', '.', 'é', '🌊') }), (text) => {
      for (const { text: word, start, end } of wordsOf(text)) {
        expect(text.slice(start, end)).toBe(word);
        expect(isWord(word)).toBe(true);
        expect(text.slice(start - 1, start)).not.toMatch(/[a1é]/);
        expect(text.slice(end, end + 1)).not.toMatch(/[a1é]/);
      }
    }),
  );
});

it('knows every beginning of a word', () => {
  for (const word of ["don't", '1990s', 'rock’n’roll']) {
    for (let length = 0; length <= word.length; length++)
      expect(mayBecomeWord(word.slice(0, length))).toBe(true);
  }
  for (const other of ["'tis", "a''", 'a b', 'a.', '-']) expect(mayBecomeWord(other)).toBe(false);
});
