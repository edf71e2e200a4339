/**
 * The measured series of `docs/figures/distance-*.svg` as numbers: a figure of vega's says its ticks and its points, to a thousandth
 * of a pixel, so the learner's page shows what the documentation shows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIGURES = join(import.meta.dirname, '../../docs/figures');

/** Norms of the gradient by how many steps back, 1 first, all states together. */
export interface Distances {
  cell: string;
  norms: number[];
}

/** The figures that there are. */
export const readDistances = (): Distances[] => [
  { cell: 'Elman', norms: normsOf(readFileSync(join(FIGURES, 'distance-rnn.svg'), 'utf8')) },
  { cell: 'LSTM', norms: normsOf(readFileSync(join(FIGURES, 'distance-lstm.svg'), 'utf8')) },
];

/** Throws Error for a figure that has no such line or no ticks. */
export function normsOf(svg: string): number[] {
  const [, label, points] =
    /aria-label="steps back, k: 1; norm: ([\d.e-]+); series: all states"[^>]* d="M([^"]*)"/.exec(svg) ?? [];
  const ticks = [...svg.matchAll(/translate\(-7,([\d.]+)\)[^>]*>([\d.e-]+)</g)].map(([, y, value]) => ({
    y: Number(y),
    log: Math.log10(Number(value)),
  }));
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (!points || !first || !last || first === last) throw new Error('no figure of gradients over distance');
  const decades = (last.log - first.log) / (last.y - first.y);
  const ys = points.split('L').map((point) => Number(point.split(',')[1]));
  // Where a point stands against the labels of the ticks is known from the first one, whose value is told.
  const top = Math.log10(Number(label)) - decades * ys[0]!;
  return ys.map((y) => Number((10 ** (top + decades * y)).toPrecision(4)));
}
