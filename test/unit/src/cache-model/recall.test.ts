import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistory, numbersOf, remember } from '../../../../src/cache-model/history.ts';
import { LONGEST_MATCH, recall } from '../../../../src/cache-model/recall.ts';

/** What is recalled at the end of a text of letters, followers by their letter. */
function recalled(text: string, window = 64) {
  const history = emptyHistory(window);
  for (const letter of text) remember(history, letter.charCodeAt(0));
  const found = recall(numbersOf(history));
  if (found === undefined) return undefined;
  const followers = Object.fromEntries(
    [...found.followers].map(([token, share]) => [String.fromCharCode(token), share]),
  );
  return { ...found, followers };
}

describe('recall', () => {
  it('is of nothing at the beginning, and where the last token is new', () => {
    expect(recalled('')).toBeUndefined();
    expect(recalled('a')).toBeUndefined();
    expect(recalled('abc')).toBeUndefined();
  });

  it('finds what followed the same token', () => {
    expect(recalled('abca')).toEqual({ length: 1, agreement: 'once', followers: { b: 1 } });
  });

  it('says whether all places of the longest match were followed by the same', () => {
    expect(recalled('ab-ab-xa')).toMatchObject({ agreement: 'same', followers: { b: 1 } });
    expect(recalled('ab-ac-xa')).toMatchObject({ agreement: 'mixed', followers: { b: 0.5, c: 0.5 } });
    // "na" was followed by "x" alone; "a" by others too.
    expect(recalled('nax-abxna')).toMatchObject({ length: 2, agreement: 'once' });
  });

  it('trusts a longer match four times as much a token', () => {
    // Before the last "cd": "abcd" + x, "zcd" + y.
    const { length, agreement, followers } = recalled('abcdx-zcdy-abcd')!;
    expect({ length, agreement }).toEqual({ length: LONGEST_MATCH, agreement: 'once' });
    expect(followers).toEqual({ x: 16 / 17, y: 1 / 17 });
  });

  it('tells no longer matches apart than the longest', () => {
    expect(recalled('12abcdx-34abcdy-34abcd')).toMatchObject({
      length: LONGEST_MATCH,
      agreement: 'mixed',
      followers: { x: 0.5, y: 0.5 },
    });
  });

  it('forgets what has left the window', () => {
    expect(recalled('ab-----a', 8)).toBeDefined();
    expect(recalled('ab-----xa', 8)).toBeUndefined();
    // The token before the first that is left is gone, so the match is shorter.
    expect(recalled('nab----na', 8)).toMatchObject({ length: 1 });
  });

  it('is of what the model was given, not of what it has said itself', () => {
    const history = emptyHistory(16);
    for (const token of [1, 2, 3]) remember(history, token);
    for (const token of [1, 9, 1]) remember(history, token, true);
    expect(recall(numbersOf(history))).toEqual({
      length: 1,
      agreement: 'once',
      followers: new Map([[2, 1]]),
    });
    for (const token of [8, 1]) remember(history, token);
    // Its own words count as what comes before, and as nothing that comes after.
    for (const token of [9]) remember(history, token, true);
    expect(recall(numbersOf(history))).toBeUndefined();
  });

  it('reminds the model of nothing that it has just said there itself', () => {
    const history = emptyHistory(16);
    for (const token of [1, 2, 9, 1, 3, 9]) remember(history, token);
    for (const token of [1, 2, 1]) remember(history, token, true);
    expect(recall(numbersOf(history))?.followers).toEqual(new Map([[3, 1]]));
    for (const token of [3, 1]) remember(history, token, true);
    expect(recall(numbersOf(history))).toBeUndefined();
    // Given again, it counts again.
    for (const token of [2, 1]) remember(history, token);
    expect(recall(numbersOf(history))?.followers).toEqual(new Map([[2, 1]]));
  });

  it('is what looking at every place of the text finds', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
    fc.assert(
      fc.property(text, (letters) => {
        const said = letters.join('');
        const weights: Record<string, number> = {};
        const places: { length: number; follower: string }[] = [];
        for (let end = 1; end < said.length; end++) {
          let length = 0;
          while (length < Math.min(4, end) && said[end - 1 - length] === said[said.length - 1 - length])
            length++;
          if (length === 0) continue;
          places.push({ length, follower: said[end] });
          weights[said[end]] = (weights[said[end]] ?? 0) + 4 ** length;
        }
        const found = recalled(said);
        if (places.length === 0) {
          expect(found).toBeUndefined();
          return;
        }
        const longest = Math.max(...places.map(({ length }) => length));
        const best = places.filter(({ length }) => length === longest).map(({ follower }) => follower);
        const agreement = best.length === 1 ? 'once' : new Set(best).size === 1 ? 'same' : 'mixed';
        expect(found).toMatchObject({ length: longest, agreement });
        const total = Object.values(weights).reduce((a, b) => a + b);
        expect(Object.keys(found!.followers).sort()).toEqual(Object.keys(weights).sort());
        for (const [letter, weight] of Object.entries(weights))
          expect(found!.followers[letter]).toBeCloseTo(weight / total, 12);
      }),
    );
  });
});
