/** A recipe cut to the time that there is: the same network and rates, for as many tokens as fit. */
import { type Recipe, stepsOf } from '../recipe/recipe.ts';

/** Part of the time left that steps are planned for: the rest goes to validation, checkpoints and a slower hour. */
const PLANNED = 0.9;
/** A checkpoint is ten times as large as what comes home, and on a GPU two seconds of training long. */
const CHECKPOINT_SECONDS = 30;
/** Looks at held-out text in a whole run, at most. */
const MOST_LOOKS = 20;

/**
 * `rate`: tokens a second that were measured; `seconds`: the time left. The warm-up is at most a fifth of the run.
 * @throws RangeError where not even ten steps fit.
 */
export function fitted(recipe: Recipe, rate: number, seconds: number): Recipe {
  const { training } = recipe;
  const window = training.batch * training.window;
  const steps = Math.floor((PLANNED * rate * seconds) / window);
  if (steps < 10)
    throw new RangeError(
      `--minutes: ${Math.round(seconds)} s are left for training, and a step takes ${(window / rate).toFixed(2)} s: ` +
        `wanted time for ten steps, ${Math.ceil((10 * window) / rate / PLANNED)} s`,
    );
  const plan = { ...training, tokens: steps * window };
  const fitting = {
    ...plan,
    warmup: Math.max(1, Math.min(training.warmup, Math.floor(steps / 5))),
    checkpointEvery: Math.max(training.checkpointEvery, Math.ceil((CHECKPOINT_SECONDS * rate) / window)),
    validateEvery: Math.max(training.validateEvery, Math.ceil(stepsOf(plan) / MOST_LOOKS)),
  };
  return { ...recipe, training: fitting };
}
