import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeGradients } from '../../../../model-build/diagnostics/gradients-file.ts';
import { recipe } from '../../../../model-build/recipe/recipe.ts';
import { comparisonTable } from '../../../../model-build/report/comparison-table.ts';
import { histogramPlot } from '../../../../model-build/report/histogram-plot.ts';
import { html, table } from '../../../../model-build/report/html.ts';
import { dotPlot, plot, svgFile } from '../../../../model-build/report/plot.ts';
import { writeReport } from '../../../../model-build/report/report.ts';
import { parseLog } from '../../../../model-build/report/run-log.ts';
import { thin } from '../../../../model-build/report/thin.ts';
import { writeRunFile } from '../../../../model-build/train/run-file.ts';

const RECIPE = recipe({
  name: 'tiny',
  version: '1.0.0',
  description: 'for <this> test',
  seed: 3,
  tokenizer: { kind: 'bytes' },
  data: [{ corpus: 'none.txt', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 8, cells: ['gru'], hidden: 8 },
  training: { tokens: 96, batch: 4, window: 8, learningRate: 0.01, warmup: 1 },
});
const LOG = [
  { step: 0, loss: 3, norm: 2 },
  { step: 1, loss: 2.5, norm: 0.5 },
  { step: 1, validation: { notes: 1.75 }, sample: 'a <b>bold</b> guess' },
  { step: 2, loss: 2, norm: 0.25 },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

describe('a log', () => {
  it('is read back, without a last line that was cut off', () => {
    const { steps, validations } = parseLog(`${LOG}{"step":3,"lo`);
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(validations).toEqual([{ step: 1, validation: { notes: 1.75 }, sample: 'a <b>bold</b> guess' }]);
  });

  it('is thinned to means of neighbours, and keeps the largest norm and the share that was clipped', () => {
    const steps = [1, 2, 3, 4, 5].map((n) => ({ step: n, loss: n, norm: n }));
    expect(thin(steps, 2, 3)).toEqual([
      { step: 1.5, loss: 1.5, norm: 1.5, largest: 2, clipped: 0 },
      { step: 3.5, loss: 3.5, norm: 3.5, largest: 4, clipped: 1 },
      { step: 5, loss: 5, norm: 5, largest: 5, clipped: 1 },
    ]);
    expect(thin([], 1, 3)).toEqual([]);
  });
});

describe('a report', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'report-'));
    await writeRunFile(dir, RECIPE, 'a backend');
    await writeFile(join(dir, 'log.jsonl'), LOG);
  });
  afterAll(() => rm(dir, { recursive: true }));

  const read = async () => readFile(await writeReport(dir), 'utf8');

  it('shows curves, samples, configuration and environment, and fetches nothing', async () => {
    const page = await read();
    for (const part of ['3 of 3', 'held-out notes', '1.7500', '33.3 %', 'a backend', process.versions.node])
      expect(page).toContain(part);
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).not.toMatch(/<script|<link|\ssrc=|url\(|@import/);
  });

  it('shows what a model wrote as text, never as markup', async () => {
    const page = await read();
    expect(page).toContain('a &lt;b&gt;bold&lt;/b&gt; guess');
    expect(page).toContain('for &lt;this&gt; test');
    expect(page).not.toContain('<b>');
  });

  it('shows gradient health once that was measured', async () => {
    expect(await read()).not.toContain('Gradient health');
    await writeGradients(dir, {
      text: 'held-out text',
      distances: { positions: 256, all: [1, 0.5], layers: [[1, 0.5]] },
      gates: [{ layer: 0, gate: 'update', histogram: [0.25, ...new Array(18).fill(0), 0.75] }],
      spectra: [{ layer: 0, gate: 'update', values: [2, 1] }],
      stacks: { steps: 0, stacks: [{ depth: 1, norms: [0.5] }] },
      neighbours: [{ word: 'city', nearest: [{ word: 'town', cosine: 0.875 }] }],
    });
    const page = await read();
    for (const part of ['Gradient health', '256 positions', '25.0 %', '75.0 %', 'town 0.88'])
      expect(page).toContain(part);
    expect(page.match(/<svg /g)).toHaveLength(8);
  });

  it('of a folder that holds no run says what makes one', async () => {
    await expect(writeReport(join(dir, 'nothing'))).rejects.toThrow(/run.json is missing.*train <recipe>/);
  });
});

describe('plots', () => {
  const points = [1, 10, 100].map((x) => ({ x, y: 1 / x, series: 'one & two' }));

  it('are SVG in the ink of the page, the same each time', async () => {
    const input = { x: { title: 'x < y', log: true }, y: { title: 'y', log: true }, points, level: 0.5 };
    const svg = await plot(input);
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('x &lt; y');
    expect(svg).toContain('currentColor');
    expect(await plot(input)).toBe(svg);
  });

  it('leave out what a logarithm cannot show', async () => {
    const input = { x: { title: 'x' }, y: { title: 'y', log: true } };
    const odd = [Number.NaN, 0, -1].map((y, i) => ({ x: 200 + i, y, series: 'one & two' }));
    expect(await plot({ ...input, points: [...points, ...odd] })).toBe(await plot({ ...input, points }));
  });

  it('name their series when there are several', async () => {
    const two = [...points, { x: 1, y: 2, series: 'another' }];
    const svg = await plot({ x: { title: 'x' }, y: { title: 'y' }, points: two });
    expect(svg).toContain('one &amp; two');
    expect(svg).toContain('another');
  });

  it('of histograms have a row for each, densest where the values are', async () => {
    const svg = await histogramPlot('value', [
      { name: 'layer 0 forget', shares: [0, 1] },
      { name: 'layer 1 forget', shares: [0.25, 0.75] },
    ]);
    expect(svg).toContain('layer 0 forget');
    expect(svg).toContain('currentColor');
    // Each bin tells its share; ink grows with the root of it.
    const bins = [...svg.matchAll(/share: ([\d.]+)"[^>]*? opacity="([\d.]+)"/g)];
    expect(bins.map(([, share, opacity]) => [Number(share), Number(opacity)])).toEqual([
      [0, 0],
      [100, 1],
      [25, 0.5],
      [75, expect.closeTo(Math.sqrt(0.75), 9)],
    ]);
  });

  it('as files follow the colour scheme of their reader', async () => {
    const dot = { name: 'gru', value: 2, low: 1, high: 3, series: 'equal tokens' };
    expect(svgFile(await dotPlot('bits', [dot]))).toMatch(/^<svg [^>]*><style>.*prefers-color-scheme:dark/);
  });
});

it('escapes every hole of a page but its own markup', () => {
  expect(html`<p>${'<&>"'}${html`<b>${1}</b>`}</p>`.text).toBe('<p>&lt;&amp;&gt;&quot;<b>1</b></p>');
  expect(table(['<'], [['>']]).text).toContain('<td>&gt;</td>');
});

it('puts the best at equal time first in a table of a comparison, then the n-grams, and the corpora last', () => {
  const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
  const corpora = (value: number) => ({
    wiki: { ...estimate(value - 0.25), documents: 10 },
    novels: { ...estimate(value + 0.25), documents: 1 },
  });
  const outcome = (value: number) => ({
    tokens: 60_000,
    seconds: 7.4,
    bitsPerByte: estimate(value),
    corpora: corpora(value),
  });
  const network = { summary: 'gru 8x1', parameters: 100, bytes: 20_000 };
  const rows = [
    { name: 'slow', ...network, equalTokens: outcome(1.5), equalSeconds: outcome(2) },
    { name: 'fast', ...network, equalTokens: outcome(1.75), equalSeconds: outcome(1.25) },
  ];
  const comparison = { tokens: 60_000, seconds: 7.4, heldOut: 'test', runtime: 'kernels', rows };
  const counts = [{ name: '5-grams', bytes: 1e6, bitsPerByte: estimate(2.5), corpora: corpora(2.5) }];
  const lines = comparisonTable(comparison, counts).trimEnd().split('\n');
  expect(lines.at(-5)).toMatch(/ \| wiki, tokens \/ time \| novels, tokens \/ time \|$/);
  expect(lines.slice(-3)).toEqual([
    '| fast | gru 8x1 | 100 | 0.02 | 1.750 (1.650-1.850) | 7 | 1.250 (1.150-1.350) | 60 k | 1.500 / 1.000 | 2.000 / 1.500 |',
    '| slow | gru 8x1 | 100 | 0.02 | 1.500 (1.400-1.600) | 7 | 2.000 (1.900-2.100) | 60 k | 1.250 / 1.750 | 1.750 / 2.250 |',
    '| 5-grams | counts | - | 1.00 | 2.500 (2.400-2.600) | - | - | - | 2.250 | 2.750 |',
  ]);
  expect(lines).toContain('Fewer than 10 documents, so that the figure is an anecdote: novels (1).');
});
