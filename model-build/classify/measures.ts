/** How good scores are, beside what is right; and how sure that is, by drawing the rows again (Efron 1979). */
import { Random } from '../random/random.ts';
import type { Kind } from './losses.ts';

/** Scores of rows beside their answers, each `[rows][names]`. Scores are probabilities, or numbers of targets. */
export interface Judged {
  kind: Kind;
  names: readonly string[];
  scores: readonly ArrayLike<number>[];
  answers: readonly ArrayLike<number>[];
  /** Whether each text is a short one, of 20 characters at most. */
  short?: readonly boolean[];
}

/** A figure with its interval of 95 %. */
export interface Figure {
  value: number;
  interval: [number, number];
}

const BINS = 15;
const DRAWS = 300;
/** Labels are said from here on where a threshold of their own is not known. */
const EVEN = 0.5;

export const greatest = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
};

type Measure = (judged: Judged, rows: ArrayLike<number>) => number;

const share = (rows: ArrayLike<number>, right: (row: number) => boolean): number => {
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (right(rows[i])) count++;
  return count / rows.length;
};

const accuracy: Measure = ({ scores, answers }, rows) =>
  share(rows, (row) => greatest(scores[row]) === greatest(answers[row]));

/** The same of short texts alone. */
const shortAccuracy: Measure = (judged, rows) =>
  accuracy(
    judged,
    Array.from(rows).filter((row) => judged.short?.[row]),
  );

/** Mean of F1 over names that come in the rows or are said; `thresholds` of labels. */
export function macroF1(
  { kind, names, scores, answers }: Judged,
  rows: ArrayLike<number>,
  thresholds?: readonly number[],
): number {
  const right = new Float64Array(names.length);
  const said = new Float64Array(names.length);
  const true_ = new Float64Array(names.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const best = greatest(scores[row]);
    for (let name = 0; name < names.length; name++) {
      const isSaid = kind === 'classes' ? name === best : scores[row][name] >= (thresholds?.[name] ?? EVEN);
      const isTrue = answers[row][name] >= EVEN;
      if (isSaid) said[name]++;
      if (isTrue) true_[name]++;
      if (isSaid && isTrue) right[name]++;
    }
  }
  let sum = 0;
  let counted = 0;
  for (let name = 0; name < names.length; name++) {
    if (said[name] + true_[name] === 0) continue;
    sum += (2 * right[name]) / (said[name] + true_[name]);
    counted++;
  }
  return counted === 0 ? 0 : sum / counted;
}

/** Area under the curve of one name: how often one that is right scores above one that is not; ties count half. */
export function areaUnderCurve({ scores, answers }: Judged, rows: ArrayLike<number>, name: number): number {
  const order = Array.from(rows).sort((a, b) => scores[a][name] - scores[b][name]);
  let [rank, ranks, positive] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && scores[order[end]][name] === scores[order[i]][name]) end++;
    rank = (i + end + 1) / 2;
    for (; i < end; i++) {
      if (answers[order[i]][name] < EVEN) continue;
      ranks += rank;
      positive++;
    }
  }
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (order.length - positive));
}

/** Pearson's r of one target. */
export function correlation({ scores, answers }: Judged, rows: ArrayLike<number>, name: number): number {
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [a, b] = [scores[rows[i]][name], answers[rows[i]][name]];
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const n = rows.length;
  return (xy - (x * y) / n) / Math.sqrt((xx - (x * x) / n) * (yy - (y * y) / n));
}

/** Root of the mean square of one target's errors, in its units. */
function rootMeanSquare({ scores, answers }: Judged, rows: ArrayLike<number>, name: number): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += (scores[rows[i]][name] - answers[rows[i]][name]) ** 2;
  return Math.sqrt(sum / rows.length);
}

/** A bin of a reliability diagram. */
export interface Bin {
  rows: number;
  /** Mean probability, and share that was right. */
  confidence: number;
  right: number;
}

/** Probabilities that were said, in bins of equal width: of the likeliest class, or of every label. */
export function reliability({ kind, scores, answers }: Judged, rows: ArrayLike<number>): Bin[] {
  const bins = Array.from({ length: BINS }, () => ({ rows: 0, confidence: 0, right: 0 }));
  const put = (p: number, right: number) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))];
    bin.rows++;
    bin.confidence += p;
    bin.right += right;
  };
  for (let i = 0; i < rows.length; i++) {
    const [score, answer] = [scores[rows[i]], answers[rows[i]]];
    if (kind === 'classes') put(score[greatest(score)], greatest(score) === greatest(answer) ? 1 : 0);
    else for (let name = 0; name < score.length; name++) put(score[name], answer[name]);
  }
  return bins
    .filter((bin) => bin.rows > 0)
    .map((bin) => ({ rows: bin.rows, confidence: bin.confidence / bin.rows, right: bin.right / bin.rows }));
}

/** Expected calibration error: how far probabilities are from shares, bin by bin (arXiv:1706.04599). */
export const calibrationError: Measure = (judged, rows) => {
  const bins = reliability(judged, rows);
  const all = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + (bin.rows / all) * Math.abs(bin.confidence - bin.right), 0);
};

/** Of texts that are none of the names, how many are said to be. */
const recallOf =
  (name: number): Measure =>
  (judged, rows) => {
    const { answers } = judged;
    return accuracy(
      judged,
      Array.from(rows).filter((row) => greatest(answers[row]) === name),
    );
  };

/** What is measured of a kind, by name; the first is what models are chosen by. `none`: the class of what is no other. */
export function measuresOf(
  { kind, names }: Pick<Judged, 'kind' | 'names'>,
  { thresholds, none }: { thresholds?: readonly number[]; none?: string } = {},
): Record<string, Measure> {
  const each = (name: string, measure: (judged: Judged, rows: ArrayLike<number>, at: number) => number) =>
    Object.fromEntries(
      names.map((of, i): [string, Measure] => [`${name}_${of}`, (judged, rows) => measure(judged, rows, i)]),
    );
  const mean =
    (measure: typeof correlation): Measure =>
    (judged, rows) => {
      // Of a name that no row bears, nothing can be said.
      const known = names.map((_, i) => measure(judged, rows, i)).filter(Number.isFinite);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
  const f1: Measure = (judged, rows) => macroF1(judged, rows, thresholds);
  if (kind === 'targets')
    return { r: mean(correlation), ...each('r', correlation), ...each('rmse', rootMeanSquare) };
  if (kind === 'labels')
    return {
      macro_f1: f1,
      auc: mean(areaUnderCurve),
      ...each('auc', areaUnderCurve),
      calibration_error: calibrationError,
    };
  const two: Record<string, Measure> =
    names.length === 2 ? { auc: (judged, rows) => areaUnderCurve(judged, rows, 1) } : {};
  return {
    accuracy,
    accuracy_to_20_characters: shortAccuracy,
    macro_f1: f1,
    ...(none !== undefined && { recall_of_none: recallOf(names.indexOf(none)) }),
    ...two,
    calibration_error: calibrationError,
  };
}

/** Each measure with its interval, but for those that the rows say nothing of. Rows are drawn by the same seed for every measure and model, so that they compare. */
export function figuresOf(judged: Judged, measures: Record<string, Measure>): Record<string, Figure> {
  const count = judged.scores.length;
  const random = new Random(1);
  const draws = Array.from({ length: DRAWS }, () =>
    Int32Array.from({ length: count }, () => Math.floor(random.uniform() * count)),
  );
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const figures = Object.entries(measures).map(([name, measure]): [string, Figure] => {
    const drawn = draws
      .map((rows) => measure(judged, rows))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const at = (q: number) => drawn[Math.min(drawn.length - 1, Math.floor(q * drawn.length))] ?? Number.NaN;
    return [name, { value: measure(judged, all), interval: [at(0.025), at(0.975)] }];
  });
  return Object.fromEntries(figures.filter(([, { value }]) => Number.isFinite(value)));
}
