import fc from 'fast-check';
import { expect, it } from 'vitest';
import { piecesOf, signed } from '../../../../web/playground/core/weighed.ts';

it('a text falls into the words that weighed and what lies between, coloured by how much', () => {
  const words = [
    { start: 6, end: 10, text: 'free', weight: 2 },
    { start: 0, end: 3, text: 'Win', weight: 0.1 },
    { start: 11, end: 14, text: 'owl', weight: -1 },
  ];
  expect(piecesOf('Win a free owl!', words)).toEqual([
    { text: 'Win', weight: 0.1, level: 5 },
    { text: ' a ' },
    { text: 'free', weight: 2, level: 8 },
    { text: ' ' },
    { text: 'owl', weight: -1, level: 2 },
    { text: '!' },
  ]);
});

it('places count characters, of which some are two units long', () => {
  expect(piecesOf('🦉🦉 owl', [{ start: 3, end: 6, text: 'owl', weight: -3 }])).toEqual([
    { text: '🦉🦉 ' },
    { text: 'owl', weight: -3, level: 0 },
  ]);
});

it('whatever words are told of, the pieces are the text', () => {
  const word = fc.record({
    start: fc.nat(30),
    end: fc.nat(30),
    text: fc.string(),
    weight: fc.double({ min: -9, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.array(word, { maxLength: 8 }),
      (text, words) => {
        const pieces = piecesOf(
          text,
          words.filter(({ start, end }) => end > start),
        );
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const { level } of pieces) if (level !== undefined) expect(level >= 0 && level <= 8).toBe(true);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

it('a weight is read with its sign', () => {
  expect([1.234, -0.5, 0].map(signed)).toEqual(['+1.23', '−0.50', '+0.00']);
});
