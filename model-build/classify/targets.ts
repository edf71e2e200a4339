/** What a network is trained towards: probabilities, softened and weighted, or numbers on one scale. */
import type { Question, Row } from './answers.ts';
import { countOf } from './divide.ts';
import type { ClassifierRecipe } from './recipe.ts';

/** Mean and deviation of each target in what is learned from, which the head's weights take back at export. */
export interface Scale {
  mean: Float64Array;
  deviation: Float64Array;
}

/** No class counts more than so many times as much as the most common one. */
const MOST_WEIGHT = 10;

/** The scale of each number; of classes and labels none. */
export function scaleOf({ kind, names }: Question, rows: readonly Row[]): Scale | undefined {
  if (kind !== 'targets') return undefined;
  const mean = Float64Array.from(
    names,
    (_, i) => rows.reduce((sum, { answer }) => sum + answer[i], 0) / rows.length,
  );
  const deviation = mean.map((middle, i) =>
    Math.sqrt(rows.reduce((sum, { answer }) => sum + (answer[i] - middle) ** 2, 0) / rows.length),
  );
  return { mean, deviation };
}

/** `[rows * names]`. */
export function targetsOf(
  rows: readonly Row[],
  outputs: number,
  smoothing: number,
  scale: Scale | undefined,
): Float32Array {
  const targets = new Float32Array(rows.length * outputs);
  for (const [row, { answer }] of rows.entries())
    for (let i = 0; i < outputs; i++)
      targets[row * outputs + i] = scale
        ? (answer[i] - scale.mean[i]) / scale.deviation[i]
        : answer[i] * (1 - smoothing) + smoothing / outputs;
  return targets;
}

/** How much each row counts, 1 on average; undefined where all count the same. */
export function weightsOf(
  rows: readonly Row[],
  outputs: number,
  { classWeights }: ClassifierRecipe['training'],
): Float32Array | undefined {
  if (classWeights === 'even') return undefined;
  const counts = countOf(rows, outputs);
  const most = Math.max(...counts);
  const of = counts.map((count) => Math.min(MOST_WEIGHT, Math.sqrt(most / Math.max(count, 1))));
  const raw = Float32Array.from(rows, ({ answer }) =>
    Math.max(...Array.from(answer, (is, i) => is * of[i]), 1),
  );
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / rows.length;
  return raw.map((weight) => weight / mean);
}
