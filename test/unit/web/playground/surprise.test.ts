import { describe, expect, it } from 'vitest';
import type { Logprobs } from '../../../../web/client/wire.ts';
import {
  bitsPerByte,
  endFrom,
  LEVELS,
  levelOf,
  scoredTokens,
  worstWords,
} from '../../../../web/playground/core/surprise.ts';

const bits = (...values: number[]) => values.map((value) => -value * Math.LN2);
const logprobs = (tokens: string[], values: number[], offsets: number[]): Logprobs => ({
  tokens,
  token_logprobs: bits(...values),
  top_logprobs: tokens.map((token) => ({ other: Math.log(0.25), [token]: Math.log(0.5) })),
  text_offset: offsets,
});

describe('the tokens of a text', () => {
  it('stand where they stand in UTF-16, though the server counts Unicode characters', () => {
    const text = 'a 😀 b';
    const tokens = scoredTokens(text, logprobs(['a', ' ', '😀', ' b'], [1, 2, 3, 4], [0, 1, 2, 3]));
    expect(tokens.map(({ text, at }) => [text, at])).toEqual([
      ['a', 0],
      [' ', 1],
      ['😀', 2],
      [' b', 4],
    ]);
    expect(tokens.map(({ bits }) => Math.round(bits))).toEqual([1, 2, 3, 4]);
  });

  it('show a character of several tokens once, and all of the text together', () => {
    const text = 'x😀y';
    const parts = ['x', 'bytes:\\xf0\\x9f', 'bytes:\\x98\\x80', 'y'];
    const tokens = scoredTokens(text, logprobs(parts, [1, 1, 1, 1], [0, 1, 1, 2]));
    expect(tokens.map(({ text }) => text)).toEqual(['x', '', '😀', 'y']);
  });

  it('have their alternatives, the likeliest first', () => {
    const [token] = scoredTokens('a', logprobs(['a'], [1], [0]));
    expect(token!.others.map(({ text }) => text)).toEqual(['a', 'other']);
    expect(token!.others[0]!.probability).toBeCloseTo(0.5);
  });
});

describe('the end of a text', () => {
  it('begins behind a blank, and never inside a character', () => {
    expect(endFrom('a short text', 100)).toBe(0);
    expect('one two three'.slice(endFrom('one two three', 7))).toBe('three');
    const faces = '😀'.repeat(300);
    for (const most of [300, 301]) expect(faces.slice(endFrom(faces, most)).isWellFormed()).toBe(true);
  });
});

describe('surprise', () => {
  it('has a level for every number of bits', () => {
    expect([0, 0.99, 1, 3.9, 4, 8, 11.9, 12, 400].map(levelOf)).toEqual([0, 0, 1, 1, 2, 3, 3, 4, 4]);
    expect(LEVELS.map(({ name }) => name)).toHaveLength(5);
  });

  it('is counted by the bytes of UTF-8', () => {
    const text = 'é!';
    expect(bitsPerByte(text, scoredTokens(text, logprobs(['é', '!'], [4, 5], [0, 1])))).toBeCloseTo(3);
    expect(bitsPerByte('', [])).toBe(0);
  });

  it('of a word is that of all its tokens, with the blank before it; the worst comes first', () => {
    const text = 'The owl’s roof.';
    const tokens = scoredTokens(
      text,
      logprobs(['The', ' ow', 'l', '’s', ' roof', '.'], [1, 9, 2, 1, 8, 3], [0, 3, 6, 7, 9, 14]),
    );
    expect(worstWords(text, tokens, 2)).toEqual([
      { word: 'owl’s', at: 4, bits: expect.closeTo(12) },
      { word: 'roof', at: 10, bits: expect.closeTo(8) },
    ]);
  });
});
