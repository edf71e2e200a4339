/** Pictures of a classifier: what it takes for what, and whether its probabilities hold. */
import { COLOURS, draw, plot, svgFile } from '../report/plot.ts';
import { greatest, type Judged, reliability } from './measures.ts';

/** Names on a side of the confusion at most: those that are mistaken most. */
const MOST_NAMES = 40;
const CELL = 14;

/** SVG files by name; none of targets. */
export async function picturesOf(judged: Judged): Promise<Map<string, string>> {
  if (judged.kind === 'targets') return new Map();
  const pictures = new Map([['reliability.svg', svgFile(await reliabilityPlot(judged))]]);
  if (judged.kind === 'classes') pictures.set('confusion.svg', svgFile(await confusionPlot(judged)));
  return pictures;
}

/** Share that was right over the probability that was said; the diagonal is what it should be. */
function reliabilityPlot(judged: Judged): Promise<string> {
  const rows = Int32Array.from(judged.scores, (_, i) => i);
  const bins = reliability(judged, rows);
  return plot({
    x: { title: 'probability said' },
    y: { title: 'share right' },
    dots: true,
    points: [
      ...[0, 1].map((x) => ({ x, y: x, series: 'as it should be' })),
      ...bins.map(({ confidence, right }) => ({ x: confidence, y: right, series: 'on test' })),
    ],
  });
}

/** A row for each class, the shares of its texts by what was said of them. */
function confusionPlot({ names, scores, answers }: Judged): Promise<string> {
  const counts = names.map(() => new Array<number>(names.length).fill(0));
  for (const [row, score] of scores.entries()) counts[greatest(answers[row])][greatest(score)]++;
  const wrong = counts.map((row, i) => row.reduce((sum, n, j) => sum + (i === j ? 0 : n + counts[j][i]), 0));
  const shown = names
    .map((_, i) => i)
    .sort((a, b) => wrong[b] - wrong[a] || a - b)
    .slice(0, MOST_NAMES)
    .sort((a, b) => a - b);
  const values = shown.flatMap((is) => {
    const all = counts[is].reduce((sum, n) => sum + n, 0);
    return shown
      .filter((said) => counts[is][said] > 0)
      .map((said) => ({ is: names[is], said: names[said], share: (100 * counts[is][said]) / all }));
  });
  const domain = shown.map((i) => names[i]);
  return draw({
    width: { step: CELL },
    height: { step: CELL },
    data: { values },
    mark: { type: 'rect', color: COLOURS[0] },
    encoding: {
      x: { field: 'said', type: 'nominal', title: 'said', scale: { domain } },
      y: { field: 'is', type: 'nominal', title: 'is', scale: { domain } },
      opacity: {
        field: 'share',
        type: 'quantitative',
        scale: { type: 'sqrt', domain: [0, 100], range: [0.05, 1] },
        legend: { title: '% of its texts' },
      },
    },
  });
}
