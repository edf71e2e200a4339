import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BoundaryMatcher, type StopAt, tailOf } from '../../../../../src/generation/showing/boundary.ts';

function ending(stopAt: StopAt, pieces: string[]): { text: string; ended: boolean } {
  const matcher = new BoundaryMatcher(stopAt);
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    const pushed = matcher.push(piece, i === pieces.length - 1);
    text += pushed.text;
    if (pushed.ended) return { text, ended: true };
  }
  return { text, ended: false };
}

it.each<[StopAt, string, string]>([
  ['word', 'ry of the city', 'ry'],
  ['word', ' of the city', ' of'],
  ['word', " don't know", " don't"],
  ['word', " the dogs' food", ' the'],
  ['word', "dogs' food", 'dogs'],
  ['word', '... 世界, ', '... 世界'],
  ['sentence', ' went home. She', ' went home.'],
  ['sentence', ' said "no." Then', ' said "no."'],
  ['sentence', ' 3.5 km away! It', ' 3.5 km away!'],
  ['sentence', '\nA line\nand more', '\nA line'],
  ['sentence', '世界。世界', '世界。'],
  ['line', ' one. two\nthree', ' one. two'],
])('stops at the %s of %j', (stopAt, text, expected) => {
  expect(ending(stopAt, [text])).toEqual({ text: expected, ended: true });
});

it('says all of a text that has no end', () => {
  expect(ending('word', [" don'"])).toEqual({ text: " don'", ended: false });
  expect(ending('sentence', [' 3.5'])).toEqual({ text: ' 3.5', ended: false });
});

it('ends at the same place however the text comes in pieces', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', "'", '.', '"', '\n'), maxLength: 14 });
  fc.assert(
    fc.property(fc.constantFrom<StopAt>('word', 'sentence', 'line'), text, (stopAt, whole) => {
      expect(ending(stopAt, [...whole, ''])).toEqual(ending(stopAt, [whole, '']));
    }),
  );
});

it('ends a text where it ends the short one that stands for it', () => {
  const unit = fc.constantFrom('a', 'b', ' ', "'", '.', '"', '\n', '\u3002');
  const stops = fc.constantFrom<StopAt>('word', 'sentence', 'line');
  fc.assert(
    fc.property(
      stops,
      fc.string({ unit, maxLength: 12 }),
      fc.string({ unit, maxLength: 4 }),
      (stopAt, text, more) => {
        if (new BoundaryMatcher(stopAt).push(text, false).ended) return;
        const tail = tailOf(stopAt, text);
        const [long, short] = [text, tail].map((start) =>
          new BoundaryMatcher(stopAt).push(start + more, false),
        );
        expect(short.ended).toBe(long.ended);
        if (long.ended) expect(short.text.length - tail.length).toBe(long.text.length - text.length);
      },
    ),
    { numRuns: 3000 },
  );
});
