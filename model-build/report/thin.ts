/** Fewer steps than were logged, for plots: each bucket of neighbours becomes their mean. */
import type { StepLine } from './run-log.ts';

export interface Bucket {
  /** Mean step of the bucket. */
  step: number;
  loss: number;
  /** Mean and largest norm of the gradients before clipping. */
  norm: number;
  largest: number;
  /** Share of steps whose norm was above the clip threshold, 0 to 1. */
  clipped: number;
}

/** At most `most` buckets of equally many steps; the last may be smaller. */
export function thin(steps: readonly StepLine[], clip: number, most: number): Bucket[] {
  const size = Math.ceil(steps.length / most);
  const buckets: Bucket[] = [];
  for (let from = 0; from < steps.length; from += size) {
    const part = steps.slice(from, from + size);
    const mean = (value: (line: StepLine) => number) =>
      part.reduce((sum, line) => sum + value(line), 0) / part.length;
    buckets.push({
      step: mean((line) => line.step),
      loss: mean((line) => line.loss),
      norm: mean((line) => line.norm),
      largest: Math.max(...part.map((line) => line.norm)),
      clipped: mean((line) => (line.norm > clip ? 1 : 0)),
    });
  }
  return buckets;
}
