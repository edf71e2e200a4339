import { describe, expect, it } from 'vitest';
import { exp, exp2 } from '../../../../src/arithmetic/exponential.ts';
import { arguments_, worstOf } from '../../../fixtures/exact-arguments.ts';
import { BITS, exactExp, LN2, toFixed, unitsOff } from '../../../fixtures/exact-functions.ts';

/** Units in the last place that a result may be off; the documents say 2. */
const EXP = 1;
const EXP2 = 1.5;

describe('the exponential function', () => {
  it('is within one unit in the last place of e^x', () => {
    const off = (x: number) => {
      const { value, power } = exactExp(toFixed(x));
      return unitsOff(exp(x), value, power);
    };
    expect(worstOf(off, arguments_([1e-3, 1, 40, 1400]))).toBeLessThan(EXP);
  });

  it('is within one and a half units in the last place of 2^x', () => {
    const off = (x: number) => {
      const whole = Math.floor(x);
      const { value, power } = exactExp((toFixed(x - whole) * LN2) >> BITS);
      return unitsOff(exp2(x), value, power + whole);
    };
    expect(worstOf(off, arguments_([1e-3, 1, 60, 2000]))).toBeLessThan(EXP2);
  });

  it('gives powers of two exactly, subnormal ones among them', () => {
    for (let k = -1074; k <= 1023; k++) expect(exp2(k)).toBe(2 ** k);
  });

  it('ends where doubles end', () => {
    expect([exp(709.782712893384), exp(709.7827128933841)]).toEqual([1.7976931348622732e308, Infinity]);
    expect([exp(-745.1332191019411), exp(-745.1332191019412), exp(-746)]).toEqual([5e-324, 0, 0]);
    expect([exp(-Infinity), exp(0), exp(Infinity), exp(Number.NaN)]).toEqual([0, 1, Infinity, Number.NaN]);
    expect([exp2(1024), exp2(-1076), exp2(-Infinity), exp2(Number.NaN)]).toEqual([
      Infinity,
      0,
      0,
      Number.NaN,
    ]);
  });

  it('never falls where its argument rises by the least step, around each change of power', () => {
    for (let k = -20; k <= 20; k++) {
      const edge = (k + 0.5) * Math.LN2;
      let [before, x] = [0, edge - 1e-14];
      for (; x < edge + 1e-14; x += 4e-16 * Math.max(1, Math.abs(edge))) {
        expect(exp(x)).toBeGreaterThanOrEqual(before * (1 - 2 ** -52));
        before = exp(x);
      }
    }
  });
});
