import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted } from '../../../../model-build/away/fit.ts';
import { RecipeSchema, recipe, stepsOf } from '../../../../model-build/recipe/recipe.ts';
import { differenceOf } from '../../../../model-build/recipe/same-model.ts';

const RECIPE = recipe({
  name: 'far',
  version: '0.1.0',
  description: '',
  seed: 1,
  tokenizer: { kind: 'bytes' },
  data: [{ corpus: 'a.txt', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 8, cells: ['gru'], hidden: 12 },
  training: { tokens: 1_000_000, batch: 8, window: 16, learningRate: 0.01, warmup: 200 },
});
const WINDOW = 8 * 16;

it('trains as many tokens as nine tenths of the time hold, in whole steps, with a warm-up that fits', () => {
  const { training } = fitted(RECIPE, 12_800, 100);
  expect(training).toMatchObject({ tokens: 9000 * WINDOW, warmup: 200 });
  expect(stepsOf(training)).toBe(9000);
  expect(fitted(RECIPE, 12_800, 1).training).toMatchObject({ tokens: 90 * WINDOW, warmup: 18 });
});

it('saves no more often than every half minute, and looks at held-out text twenty times at most', () => {
  const { training } = fitted(RECIPE, 128_000, 1000);
  expect(training.checkpointEvery).toBe(30_000);
  expect(training.validateEvery).toBe(45_000);
  expect(fitted(RECIPE, 128, 100).training).toMatchObject({ checkpointEvery: 100, validateEvery: 250 });
});

it('is a recipe again whatever the speed, and the same model as far as home can tell', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (rate) => {
      const made = fitted(RECIPE, rate, (12 * WINDOW) / rate);
      expect(RecipeSchema.parse(made)).toEqual(made);
      expect(differenceOf(made, RECIPE)).toBeUndefined();
    }),
  );
});

it('says how much time ten steps take where there is less', () => {
  expect(() => fitted(RECIPE, 128, 9)).toThrow(
    '--minutes: 9 s are left for training, and a step takes 1.00 s: wanted time for ten steps, 12 s',
  );
});
