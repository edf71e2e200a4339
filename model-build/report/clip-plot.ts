/** How often gradients were clipped, over a run. */
import { plot } from './plot.ts';
import type { StepLine } from './run-log.ts';
import { thin } from './thin.ts';

/** Points of a curve: more than one for two pixels shows nothing. */
export const MOST_BUCKETS = 280;

/** Share of steps whose norm was above `clip`, in stretches of the run. */
export const clipRatePlot = (steps: readonly StepLine[], clip: number): Promise<string> =>
  plot({
    x: { title: 'step' },
    y: { title: '% of steps clipped' },
    points: thin(steps, clip, MOST_BUCKETS).map(({ step, clipped }) => ({
      x: step,
      y: 100 * clipped,
      series: 'clipped',
    })),
  });
