/**
 * The family: one model of every architecture, all of about 1.4 M parameters and under 1.5 MB in int8, on the same text,
 * for the same time. So that they can be compared, and tried side by side in the Worker.
 */

import { type Recipe, type RecipeInput, recipe } from '../../recipe/recipe.ts';
import { ENGLISH_SCHEDULE } from './english-schedule.ts';
import { ENGLISH, ENGLISH_LONG } from './mixtures.ts';

/** Around every cell but the perceptron's: then only the cell differs. */
export const RESIDUAL = { embedding: 128, embeddingScale: 4, block: 'residual' } as const;

export const DEPTH = 4;

/**
 * A recipe whose widths bring it to 1.38 M parameters. `tokens`: what one core (OpenBLAS on one thread, no AVX-512)
 * learns from in 20 minutes.
 */
export const familyRecipe = (
  architecture: string,
  description: string,
  network: RecipeInput['network'],
  tokens: number,
): Recipe =>
  recipe({
    name: `english-${architecture}`,
    version: '0.1.0',
    description: `General English by ${description}, one of a family of networks that had the same time to learn`,
    seed: 1,
    // 4096 pieces are 3.4 bytes a token on this mixture, and 40 % of these models in int8.
    tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
    data: ENGLISH,
    network,
    training: {
      tokens,
      warmup: 100,
      ...ENGLISH_SCHEDULE,
    },
  });

/**
 * One of the family with more room, twice as many tokens again (0.3.0), and then what people write, at last on a GPU.
 * `tokens`: what that run was planned for, and `checkpointEvery` as its minutes set it. `before`: what 0.3.0 and 0.4.0 read.
 */
export const continued = (
  family: Recipe,
  cells: string,
  { before, tokens, checkpointEvery }: { before: number; tokens: number; checkpointEvery: number },
): Recipe =>
  recipe({
    ...family,
    version: '0.5.0',
    description: `English as people write it, by ${cells}: one of the family, made wider and trained for longer`,
    // Another than those of the versions before, so that other documents are read.
    seed: 29,
    data: ENGLISH_LONG,
    // The family's is 256.
    network: { ...family.network, feedForward: 768 },
    training: {
      ...family.training,
      tokens,
      checkpointEvery,
      startFrom: `models/${family.name}/0.4.0`,
      batch: 256,
      window: 128,
      learningRate: 2e-3,
      // A long way down leaves more than a long plateau; the GPU's minutes ended a third to a half of the way.
      decayFrom: 0.1,
    },
    // 0.2.0 went on for 3 million after the family's time.
    earlierTokens: family.training.tokens + 3_000_000 + before,
  });
