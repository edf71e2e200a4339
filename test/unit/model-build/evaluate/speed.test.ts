import { expect, it } from 'vitest';
import { millisecondsPerToken } from '../../../../model-build/evaluate/speed.ts';
import { scriptedModel } from '../../../fixtures/scripted-model.ts';

it('gives the middle round, so that neither a warm-up nor a pause counts', async () => {
  let now = 0;
  let steps = 0;
  const model = scriptedModel(2, () => {
    // Slow in its first 64 steps, and once in the middle.
    now += steps < 64 || steps === 300 ? 1000 : 0.25;
    steps++;
    return new Float32Array(2);
  });
  expect(await millisecondsPerToken(model, [0, 1, 1], () => now)).toBeCloseTo(0.25, 9);
});

it('feeds a short text again and again', async () => {
  const fed: number[] = [];
  const model = scriptedModel(8, (token) => {
    fed.push(token);
    return new Float32Array(8);
  });
  await millisecondsPerToken(model, [7, 1, 2], () => 0);
  expect(fed.slice(0, 5)).toEqual([7, 1, 2, 7, 1]);
});
