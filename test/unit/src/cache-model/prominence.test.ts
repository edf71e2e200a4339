import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBackground, encodeBackground, SHARES } from '../../../../src/cache-model/background.ts';
import { emptyHistory, numbersOf, remember } from '../../../../src/cache-model/history.ts';
import { oddsOf, rarityOf } from '../../../../src/cache-model/prominence.ts';

const VOCABULARY = 8;
/** Token 0 is common, the higher the rarer. */
const background = encodeBackground(Array.from({ length: VOCABULARY }, (_, token) => 2 ** (12 - token)));
const shares = Array.from(decodeBackground(background), (byte) => SHARES[byte]!);
const SHAPE = { decay: 0.9, prior: 10, background };

interface Spoken {
  token: number;
  said: boolean;
}
/** Logarithms of 1 and the odds by token, after a text. */
function prominenceOf(text: readonly Spoken[], window = 16) {
  const history = emptyHistory(window);
  for (const { token, said } of text) remember(history, token, said);
  const odds = oddsOf(numbersOf(history), rarityOf(SHAPE));
  return new Map([...odds].map(([token, of]) => [token, Math.log1p(of)]));
}
const heard = (...tokens: number[]): Spoken[] => tokens.map((token) => ({ token, said: false }));

describe('prominence', () => {
  it('is of nothing before any text', () => {
    expect(prominenceOf([]).size).toBe(0);
  });

  it('of a rare word is more than that of a common one', () => {
    const values = prominenceOf(heard(0, 7, 0, 7));
    expect(values.get(7)).toBeGreaterThan(10 * values.get(0)!);
  });

  it('fades with each token that follows', () => {
    const now = prominenceOf(heard(5)).get(5)!;
    expect(now).toBeCloseTo(Math.log1p(1 / (10 * shares[5])), 6);
    expect(prominenceOf(heard(5, 1, 1)).get(5)).toBeCloseTo(Math.log1p(0.81 / (10 * shares[5])), 6);
  });

  it('is not of what the model has said, nor of what has left the history', () => {
    expect([...prominenceOf([...heard(3), { token: 5, said: true }]).keys()]).toEqual([3]);
    expect([...prominenceOf(heard(6, 1, 2), 2).keys()].sort()).toEqual([1, 2]);
  });

  it('is what its definition says', () => {
    const spoken = fc.record({ token: fc.nat(VOCABULARY - 1), said: fc.boolean() });
    fc.assert(
      fc.property(fc.array(spoken, { maxLength: 40 }), (text) => {
        const weights = new Map<number, number>();
        for (const [age, { token, said }] of text.slice(-16).reverse().entries())
          if (!said) weights.set(token, (weights.get(token) ?? 0) + 0.9 ** age);
        const values = prominenceOf(text, 16);
        expect([...values.keys()].sort()).toEqual([...weights.keys()].sort());
        for (const [token, weight] of weights)
          expect(values.get(token)).toBeCloseTo(Math.log1p(weight / (10 * shares[token])), 5);
      }),
    );
  });
});
