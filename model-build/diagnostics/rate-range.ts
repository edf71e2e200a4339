/**
 * The learning-rate range test (Smith, arXiv:1506.01186): the rate grows by a constant factor a step, from one that
 * hardly learns to one that breaks the network, and the loss is watched.
 */
import type { TrainingPlan } from '../recipe/recipe.ts';
import type { Lanes } from '../train/lanes.ts';
import { ExplosionError, type Trainer } from '../train/trainer.ts';

export interface RatePoint {
  rate: number;
  /** Nats a token, before the step: as measured, and smoothed over about ten steps. */
  loss: number;
  smooth: number;
}

const SMOOTHING = 0.9;
/** The test ends where the smoothed loss is this much, in nats, above its lowest. */
const BROKEN = 1;
/** Optimal rates lie below the one of the lowest loss: there, the network is already on its way to breaking. */
const SUGGESTED_SHARE = 1 / 10;

/** A plan under which `rateFactor` is the learning rate itself. */
export const rangePlan = (plan: TrainingPlan, steps: number): TrainingPlan => ({
  ...plan,
  tokens: (steps + 1) * plan.batch * plan.window,
  learningRate: 1,
  warmup: 1,
  decayFrom: 1,
});

/** At most `steps` steps of a fresh trainer made with `rangePlan`, the rate growing from `low` to `high`. */
export async function rateRange(
  trainer: Trainer,
  lanes: Lanes,
  { low, high, steps }: { low: number; high: number; steps: number },
): Promise<RatePoint[]> {
  const points: RatePoint[] = [];
  let mean = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < steps; i++) {
    trainer.rateFactor = low * (high / low) ** (i / (steps - 1));
    try {
      const { loss } = await trainer.train(lanes);
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      // The mean starts from zero: divided by what has been taken in, it is unbiased from the first step.
      const smooth = mean / (1 - SMOOTHING ** (i + 1));
      points.push({ rate: trainer.rateFactor, loss, smooth });
      best = Math.min(best, smooth);
      if (smooth > best + BROKEN) break;
    } catch (error) {
      if (!(error instanceof ExplosionError)) throw error;
      break;
    }
  }
  return points;
}

/** A rate to start from. Throws RangeError when the loss never fell. */
export function suggestRate(points: readonly RatePoint[]): number {
  const lowest = points.reduce((best, point) => (point.smooth < best.smooth ? point : best), points[0]);
  if (!lowest || lowest === points[0])
    throw new RangeError('the loss fell at no rate: is the text long enough, is the network sound?');
  return Number((lowest.rate * SUGGESTED_SHARE).toPrecision(1));
}
