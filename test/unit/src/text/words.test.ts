import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SPLIT_PATTERN, splitText } from '../../../../src/text/words.ts';

const pattern = new RegExp(SPLIT_PATTERN, 'gu');
const split = (text: string) => [...splitText(text, pattern)];

it('keeps the leading space with the word', () => {
  expect(split('The tide comes in.')).toEqual(['The', ' tide', ' comes', ' in', '.']);
});

it('keeps inner apostrophes in the word, straight and curly', () => {
  expect(split("it's 'tis don’t dogs'")).toEqual(["it's", " '", 'tis', ' don’t', ' dogs', "'"]);
});

it('cuts digits in threes and away from letters', () => {
  expect(split('in 1990s, 12345')).toEqual(['in', ' 199', '0', 's', ',', ' 123', '45']);
});

it('keeps every newline alone', () => {
  expect(split('a\n\n b.\r\n')).toEqual(['a', '\n', '\n', ' b', '.', '\r', '\n']);
});

it('gives the last of several spaces to the word', () => {
  expect(split('a   b  \n')).toEqual(['a', '  ', ' b', '  ', '\n']);
});

it('keeps accents with their letters', () => {
  expect(split('cafe\u0301s')).toEqual(['cafe\u0301s']);
});

it('loses nothing and leaves no long run, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('', 'a', ' ', '!', 'я'),
      (any, filler) => {
        const text = any + filler.repeat(100);
        const runs = split(text);
        expect(runs.join('')).toBe(text);
        expect(Math.max(0, ...runs.map((run) => [...run].length))).toBeLessThanOrEqual(31);
      },
    ),
  );
});

it('finds every character by the pattern itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect((text.match(pattern) ?? []).join('')).toBe(text);
    }),
  );
});
