import fc from 'fast-check';
import { expect, it } from 'vitest';
import { proseTokenizer } from '../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const finished = (text: string): string => text.slice(0, tokenizer.finishedLength(text));

it.each([
  ['The histo', 'The'],
  ['The history ', 'The history'],
  ["I don'", 'I'],
  ['One.', 'One'],
  ['A line\n', 'A line\n'],
  ['', ''],
])('of %j, %j stays', (text, expected) => expect(finished(text)).toBe(expected));

it('names a part whose tokens stay the same whatever is written after it', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'é', ' ', ' ', "'", '’', '.', '"', '1', '\n', '\t', '世', '😀', '\u0301'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const head = finished(before);
      const rest = (before + after).slice(head.length);
      expect([...tokenizer.encode(head), ...tokenizer.encode(rest)]).toEqual(
        tokenizer.encode(before + after),
      );
    }),
    { numRuns: 500 },
  );
});

it('leaves at most a word unfinished', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
      const rest = text.slice(finished(text).length);
      expect([...rest].length).toBeLessThanOrEqual(32);
    }),
  );
});

it('parts the tokens of a text where it parts the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', "'", '.', '1', '\n', '世', '😀'), maxLength: 40 });
  fc.assert(
    fc.property(text, (before) => {
      const head = finished(before);
      expect(tokenizer.read(before)).toEqual({
        tokens: tokenizer.encode(before),
        finished: tokenizer.encode(head).length,
        unfinished: before.slice(head.length),
      });
    }),
    { numRuns: 500 },
  );
});
