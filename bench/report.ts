/** The bench's figures as a table for a terminal. */
import type { Report } from './bench.ts';

const MEGABYTE = 1e6;
const COLUMNS = [
  'model',
  'runtime',
  'ms/token',
  'to ort-web',
  'cold start ms',
  '= open',
  '+ first token',
  'wasm MB',
];

export function printReport(report: Report): void {
  const { machine, versions, models, bundle } = report;
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.platform}`);
  console.log(
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}\n`,
  );
  const rows = [COLUMNS];
  for (const [name, figures] of Object.entries(models)) {
    for (const [runtime, msPerToken] of Object.entries(figures.msPerToken)) {
      const cold = figures.coldStartMs[runtime];
      rows.push([
        name,
        runtime,
        msPerToken.toFixed(3),
        figures.toOrtWeb[runtime].toFixed(2),
        ...(cold ? [cold.total, cold.open, cold.firstToken].map((ms) => ms.toFixed(1)) : ['', '', '']),
        runtime in figures.wasmBytes ? (figures.wasmBytes[runtime] / MEGABYTE).toFixed(1) : '',
      ]);
    }
  }
  printTable(rows);
  if (!Object.values(models).some((figures) => 'ort-node' in figures.msPerToken)) {
    console.log(
      '\nort-node (native onnxruntime, one thread) was skipped: `npm run setup` in bench/peers installs it',
    );
  }
  printHeadline(report);
  for (const [name, { rawBytes, gzipBytes }] of Object.entries(bundle)) {
    console.log(
      `\nbundle, ${name}: ${(rawBytes / 1024).toFixed(0)} KiB raw, ${(gzipBytes / 1024).toFixed(0)} KiB gzip`,
    );
  }
}

/** The figures that the project is judged by. */
function printHeadline({ of, ratios, cpuMs, read8192Ms, sizes }: Report): void {
  const show = (values: Record<string, number | undefined>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value?.toFixed(3) ?? '(not measured here)'}`)
      .join(', ');
  console.log(`\n${of.model}: ${show(ratios)}`);
  console.log(`CPU ms (Small: ${of.small}): ${show(cpuMs)}`);
  console.log(`CPU ms of 8,192 tokens read: ${show(read8192Ms)}`);
  console.log(show(sizes));
}

/** Names to the left, figures to the right. */
function printTable(rows: string[][]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '));
  }
}
