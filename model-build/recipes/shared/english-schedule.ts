/** How the models of general English are trained, whatever their network. */
import type { RecipeInput } from '../../recipe/recipe.ts';

export const ENGLISH_SCHEDULE = {
  // 2048 tokens a step: with few tokens to see, more steps are worth more than steadier ones.
  batch: 32,
  window: 64,
  // Gradients of a linear recurrence cannot explode, so the rate may be high; in a residual block others bear it too.
  learningRate: 3e-3,
  decayFrom: 0.6,
  averaging: 0.998,
} satisfies Partial<RecipeInput['training']>;
