import { stepsOf, type TrainingPlan } from '../recipe/recipe.ts';

/** Learning rate of a step (from 0): linear warm-up, constant, then down to zero. */
export function learningRate(plan: TrainingPlan, step: number): number {
  const steps = stepsOf(plan);
  const warm = Math.min(1, (step + 1) / plan.warmup);
  const start = plan.decayFrom * steps;
  const left = step < start ? 1 : (steps - step) / (steps - start);
  const decay = plan.decay === 'cosine' ? (1 - Math.cos(Math.PI * left)) / 2 : left;
  return plan.learningRate * Math.min(warm, decay);
}

/** Share of the new weights in their running average: large at first, so that the start is soon forgotten. */
export const averagingShare = (plan: TrainingPlan, step: number): number =>
  1 - Math.min(plan.averaging, (1 + step) / (10 + step));
