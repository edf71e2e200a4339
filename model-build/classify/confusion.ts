/** Which names are taken for which. */
import { greatest, type Judged } from './measures.ts';

/** How a name does. */
export interface NameFigures {
  name: string;
  /** Texts that bear it. */
  rows: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Of each name; of labels at `thresholds`, of classes where it is the likeliest. */
export function byName(
  { kind, names, scores, answers }: Judged,
  thresholds?: readonly number[],
): NameFigures[] {
  return names.map((name, at) => {
    let [right, said, rows] = [0, 0, 0];
    for (const [row, score] of scores.entries()) {
      const isSaid = kind === 'classes' ? greatest(score) === at : score[at] >= (thresholds?.[at] ?? 0.5);
      const isTrue = answers[row][at] >= 0.5;
      if (isSaid) said++;
      if (isTrue) rows++;
      if (isSaid && isTrue) right++;
    }
    return { name, rows, precision: right / said, recall: right / rows, f1: (2 * right) / (said + rows) };
  });
}

/** A pair of classes, and how often the one was said where the other was right. */
export interface Confusion {
  is: string;
  said: string;
  times: number;
}

/** Mistakes, the most common first; none of labels, where several are right. */
export function confusions({ kind, names, scores, answers }: Judged): Confusion[] {
  if (kind !== 'classes') return [];
  const counts = new Map<string, Confusion>();
  for (const [row, score] of scores.entries()) {
    const [is, said] = [names[greatest(answers[row])], names[greatest(score)]];
    if (is === said) continue;
    const known = counts.get(`${is}\n${said}`) ?? { is, said, times: 0 };
    known.times++;
    counts.set(`${is}\n${said}`, known);
  }
  return [...counts.values()].sort((a, b) => b.times - a.times || (a.is + a.said < b.is + b.said ? -1 : 1));
}
