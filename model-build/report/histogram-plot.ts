/** Many histograms above each other, a row each: the more a bin holds, the denser its ink. */
import { COLOURS, draw, WIDTH } from './plot.ts';

export interface Histogram {
  name: string;
  /** Shares of the values in equal parts of 0 to 1; they add up to 1. */
  shares: readonly number[];
}

const ROW = 22;

/** Rows in the order given; every row is scaled alike, so that rows compare. */
export async function histogramPlot(title: string, histograms: readonly Histogram[]): Promise<string> {
  const bins = histograms.flatMap(({ name, shares }) =>
    shares.map((share, i) => ({
      name,
      from: i / shares.length,
      to: (i + 1) / shares.length,
      share: 100 * share,
    })),
  );
  return draw({
    width: WIDTH,
    height: { step: ROW },
    data: { values: bins },
    mark: { type: 'rect', color: COLOURS[0] },
    encoding: {
      x: { field: 'from', type: 'quantitative', title, axis: { grid: false } },
      x2: { field: 'to' },
      y: { field: 'name', type: 'nominal', title: null, sort: null },
      opacity: {
        field: 'share',
        type: 'quantitative',
        // The root shows the thin middle beside ends that hold nearly everything.
        scale: { type: 'sqrt', domain: [0, 100], range: [0, 1] },
        legend: { title: '% of values', values: [1, 5, 20, 50, 100], symbolFillColor: COLOURS[0] },
      },
    },
  });
}
