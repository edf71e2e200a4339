/** A comparison for people: one table, one figure. */

import type { Comparison } from '../diagnostics/comparison.ts';
import type { Baseline } from '../evaluate/baseline/best-ngrams.ts';
import { ENOUGH_DOCUMENTS } from '../evaluate/likelihood/bootstrap.ts';
import type { ByCorpus } from '../evaluate/likelihood/by-corpus.ts';
import { NO_FIGURE } from './figures.ts';
import { dotPlot, svgFile } from './plot.ts';

const figure = ({ value, low, high }: { value: number; low: number; high: number }) =>
  `${value.toFixed(3)} (${low.toFixed(3)}-${high.toFixed(3)})`;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
const thousands = (tokens: number) => `${Math.round(tokens / 1000)} k`;

/**
 * Markdown. Rows by bits per byte at equal seconds, the best first; then the n-grams. The last columns are the corpora,
 * after equal tokens and after equal seconds.
 */
export function comparisonTable(comparison: Comparison, baselines: readonly Baseline[]): string {
  const { tokens, seconds, rows, heldOut, runtime } = comparison;
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  // Recipes may be made from different corpora.
  const outcomes = [...rows.flatMap((row) => [row.equalTokens, row.equalSeconds]), ...baselines];
  const corpora = [...new Set(outcomes.flatMap((outcome) => Object.keys(outcome.corpora)))];
  const head = [
    'model',
    'network',
    'parameters',
    'MB',
    `bits per byte after ${thousands(tokens)} tokens`,
    'seconds taken',
    `bits per byte after ${Math.round(seconds)} s`,
    'tokens seen',
    ...corpora.map((corpus) => `${corpus}, tokens / time`),
  ];
  const sorted = rows.toSorted((a, b) => a.equalSeconds.bitsPerByte.value - b.equalSeconds.bitsPerByte.value);
  const lines = [
    `Held-out text: ${heldOut}. Networks in int8 by the \`${runtime}\` runtime; 95 % intervals over documents.`,
    ...anecdotes(outcomes),
    '',
    line(head),
    line(head.map(() => '---')),
    ...sorted.map(({ name, summary, parameters, bytes, equalTokens, equalSeconds }) =>
      line([
        name,
        summary,
        parameters,
        megabytes(bytes),
        figure(equalTokens.bitsPerByte),
        Math.round(equalTokens.seconds),
        figure(equalSeconds.bitsPerByte),
        thousands(equalSeconds.tokens),
        ...corpora.map((corpus) => `${of(corpus, equalTokens)} / ${of(corpus, equalSeconds)}`),
      ]),
    ),
    ...baselines.map((baseline) =>
      line([
        baseline.name,
        'counts',
        NO_FIGURE,
        megabytes(baseline.bytes),
        figure(baseline.bitsPerByte),
        ...[NO_FIGURE, NO_FIGURE, NO_FIGURE],
        ...corpora.map((corpus) => of(corpus, baseline)),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const of = (corpus: string, { corpora }: ByCorpus): string => corpora[corpus]?.value.toFixed(3) ?? NO_FIGURE;

/** Names the corpora whose figures stand on too few documents. */
function anecdotes(outcomes: readonly ByCorpus[]): string[] {
  const few = new Map<string, number>();
  for (const { corpora } of outcomes)
    for (const [corpus, { documents }] of Object.entries(corpora))
      if (documents < ENOUGH_DOCUMENTS) few.set(corpus, documents);
  if (few.size === 0) return [];
  const named = [...few].map(([corpus, documents]) => `${corpus} (${documents})`).join(', ');
  return ['', `Fewer than ${ENOUGH_DOCUMENTS} documents, so that the figure is an anecdote: ${named}.`];
}

/** A dot with its interval for each figure of the table, as the text of an SVG file. */
export async function comparisonFigure(
  { rows, tokens, seconds }: Comparison,
  baselines: readonly Baseline[],
): Promise<string> {
  const equalTokens = `equal tokens, ${thousands(tokens)}`;
  const equalSeconds = `equal time, ${Math.round(seconds)} s`;
  const points = [
    ...rows.flatMap((row) => [
      { name: row.name, series: equalTokens, ...row.equalTokens.bitsPerByte },
      { name: row.name, series: equalSeconds, ...row.equalSeconds.bitsPerByte },
    ]),
    ...baselines.map(({ name, bitsPerByte }) => ({ name, series: equalTokens, ...bitsPerByte })),
  ];
  return svgFile(await dotPlot('bits per byte, less is better', points));
}
