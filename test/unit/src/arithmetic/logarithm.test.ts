import { describe, expect, it } from 'vitest';
import { log, log1p, log2 } from '../../../../src/arithmetic/logarithm.ts';
import { arguments_, worstOf } from '../../../fixtures/exact-arguments.ts';
import { BITS, exactLog, LN2, ONE, toFixed, unitsOff } from '../../../fixtures/exact-functions.ts';

/** Units in the last place that a result may be off; the documents say 2. */
const LOG = 1;
const LOG1P = 1;
const LOG2 = 2;

/** Positive numbers close to 1, middling and far. */
const positive = () => arguments_([1e-3, 1, 40, 120]).map((x) => Math.exp(x));

describe('the logarithm', () => {
  it('is within one unit in the last place of ln x', () => {
    expect(worstOf((x) => unitsOff(log(x), exactLog(toFixed(x))), positive())).toBeLessThan(LOG);
  });

  it('is within one unit in the last place of ln(1 + x), also near 0', () => {
    const off = (x: number) => unitsOff(log1p(x), exactLog(toFixed(x) + ONE));
    const near = arguments_([1e-12, 1e-5, 1, 1.99]);
    expect(worstOf(off, [...near, ...positive()])).toBeLessThan(LOG1P);
  });

  it('is within two units in the last place of the logarithm to the base 2', () => {
    const off = (x: number) => unitsOff(log2(x), (exactLog(toFixed(x)) << BITS) / LN2);
    expect(worstOf(off, positive())).toBeLessThan(LOG2);
  });

  it('gives whole numbers for powers of two, subnormal ones among them', () => {
    for (let k = -1074; k <= 1023; k++) expect(log2(2 ** k)).toBe(k);
  });

  it('says what has no finite logarithm', () => {
    const odd = [-1, -0, 0, Infinity, Number.NaN];
    const expected = [Number.NaN, -Infinity, -Infinity, Infinity, Number.NaN];
    expect(odd.map(log)).toEqual(expected);
    expect(odd.map(log2)).toEqual(expected);
    expect(odd.map((x) => log1p(x - 1))).toEqual(expected);
    expect([log(1), log1p(0), log1p(-0), log2(1)]).toEqual([0, 0, -0, 0]);
  });
});
