import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstWord, isRightToLeft, trimTo } from '../../../../web/core/units.ts';

it('takes white space, a word and its punctuation, in scripts without spaces too', () => {
  const firsts = [
    [' would, if', ' would,'],
    ['ort you', 'ort'],
    ["don't go", "don't"],
    ['世界你好', '世界'],
    ['，世界', '，'],
    ['สวัสดีครับ', 'สวัสดี'],
    ['... and', '...'],
    ['\n\nNext line', '\n\nNext'],
    ['😀 wow', '😀'],
    ['   ', '   '],
  ];
  for (const [text, first] of firsts) expect(firstWord(text)).toBe(first);
});

it('word by word gives the whole text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      let left = text;
      while (left !== '') {
        const word = firstWord(left);
        expect(word).not.toBe('');
        expect(left.startsWith(word)).toBe(true);
        left = left.slice(word.length);
      }
    }),
  );
});

it('trims between whole characters, to no more than the room', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(12), (text, room) => {
      const trimmed = trimTo(text, room);
      expect(text.startsWith(trimmed)).toBe(true);
      expect(trimmed.length).toBeLessThanOrEqual(room);
      expect(trimmed.isWellFormed() || !text.isWellFormed()).toBe(true);
    }),
  );
  expect(trimTo('a👩‍👩‍👧', 5)).toBe('a');
});

it('sees from the first letter which way a text runs', () => {
  expect(['مرحبا', '  123 שלום', 'hello', '12', ''].map(isRightToLeft)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
