/** The gradients over distance that the learner's page plots. */
import { expect, it } from 'vitest';
import { distanceRows, readDistances } from '../../../../scripts/web/distances.ts';
import { FAMILY } from '../../../../web/playground/core/family.ts';

it('are of the whole family, over that of one step back, and end where a window ends', () => {
  const distances = readDistances();
  expect(distances.map(({ name }) => name)).toEqual(FAMILY.map(({ name }) => name));
  // How far back each can feel, by its windows; undefined: all the way.
  const reaches = Object.fromEntries(
    distances.map(({ name, left }) => [name, left.indexOf(0) < 0 ? undefined : left.indexOf(0)]),
  );
  expect(reaches).toMatchObject({ Perceptron: 7, MLP: 11, CNN: 84 });
  expect(Object.values(reaches).slice(3)).toEqual(new Array(5).fill(undefined));
  for (const { left } of distances) expect([left[0], left.length]).toEqual([1, 90]);
});

it('stand in a table too, ten and fifty steps back', () => {
  const left = Array.from({ length: 60 }, (_, i) => 1 / (i + 1));
  expect(distanceRows([{ name: 'LSTM', left }])).toBe(
    '<tr><th scope="row">LSTM</th><td data-column="10 steps back">0.1</td><td data-column="50 steps back">0.02</td></tr>',
  );
});
