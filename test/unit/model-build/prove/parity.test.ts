import { describe, expect, it } from 'vitest';
import { agreement, ParityError, proveAgreement, proveFloat } from '../../../../model-build/prove/parity.ts';
import { scriptedModel } from '../../../fixtures/scripted-model.ts';

const logits = (token: number): Float32Array => Float32Array.of(token, 1, 2);
const model = scriptedModel(3, logits);

describe('the float proof', () => {
  it('returns the largest difference', async () => {
    const shifted = (tokens: number[]) => tokens.map((token) => logits(token).map((x) => x + token * 1e-5));
    expect(await proveFloat(model, shifted, [0, 1, 2])).toBeCloseTo(2e-5, 6);
  });

  it.each([2e-4, Number.NaN])('fails on a logit that is off by %s, and says where', async (error) => {
    const wrong = (tokens: number[]) =>
      tokens.map((token, step) => logits(token).map((x, i) => (step === 1 && i === 2 ? x + error : x)));
    await expect(proveFloat(model, wrong, [0, 1, 2])).rejects.toThrow(/step 1, logit 2/);
  });
});

describe('agreement', () => {
  it('is perfect of a model with itself', async () => {
    expect(await agreement(model, model, [[0, 1, 2]])).toEqual({
      positions: 2,
      meanLogProbability: 0,
      top1: 1,
    });
  });

  it('means the difference of the true token and counts equal first places', async () => {
    // After token 0 the other model has token 0 and token 2 exchanged: certain of the wrong one.
    const other = scriptedModel(3, (token) => (token === 0 ? Float32Array.of(2, 1, 0) : logits(token)));
    const found = await agreement(other, model, [
      [0, 2],
      [1, 2],
      [1, 1, 0],
    ]);
    expect(found.positions).toBe(4);
    expect(found.top1).toBe(3 / 4);
    expect(found.meanLogProbability).toBeCloseTo(2 / 4, 6);
  });

  it('is refused outside of its tolerance, or without a position', () => {
    const tolerance = { meanLogProbability: 0.1, top1: 0.9 };
    expect(() =>
      proveAgreement({ positions: 9, meanLogProbability: 0.1, top1: 0.9 }, tolerance),
    ).not.toThrow();
    for (const found of [
      { positions: 9, meanLogProbability: 0.11, top1: 1 },
      { positions: 9, meanLogProbability: 0, top1: 0.89 },
      { positions: 0, meanLogProbability: Number.NaN, top1: Number.NaN },
    ]) {
      expect(() => proveAgreement(found, tolerance)).toThrow(ParityError);
    }
  });
});
