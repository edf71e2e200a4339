/** A comparison for people: one table, one figure. */
import type { Comparison } from '../diagnostics/comparison.ts';
import type { Baseline } from '../diagnostics/ngram-baselines.ts';
import { dotPlot, svgFile } from './plot.ts';

const figure = ({ value, low, high }: { value: number; low: number; high: number }) =>
  `${value.toFixed(3)} (${low.toFixed(3)}-${high.toFixed(3)})`;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
const thousands = (tokens: number) => `${Math.round(tokens / 1000)} k`;

/** Markdown. Rows by bits per byte at equal seconds, the best first; then the n-grams. */
export function comparisonTable(comparison: Comparison, baselines: readonly Baseline[]): string {
  const { tokens, seconds, rows, heldOut, runtime } = comparison;
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  const head = [
    'model',
    'network',
    'parameters',
    'MB',
    `bits per byte after ${thousands(tokens)} tokens`,
    'seconds taken',
    `bits per byte after ${Math.round(seconds)} s`,
    'tokens seen',
  ];
  const sorted = rows.toSorted((a, b) => a.equalSeconds.bitsPerByte.value - b.equalSeconds.bitsPerByte.value);
  const lines = [
    `Held-out text: ${heldOut}. Networks in int8 by the \`${runtime}\` runtime; 95 % intervals over documents.`,
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
      ]),
    ),
    ...baselines.map(({ name, bytes, bitsPerByte }) =>
      line([name, 'counts', '-', megabytes(bytes), figure(bitsPerByte), '-', '-', '-']),
    ),
  ];
  return `${lines.join('\n')}\n`;
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
