import { describe, expect, it } from 'vitest';
import type { Evaluation, TextFigures } from '../../../../model-build/evaluate/evaluation.ts';
import type { SampleFigures } from '../../../../model-build/evaluate/sample-figures.ts';
import { evaluationTable } from '../../../../model-build/report/evaluation-table.ts';
import { markdownTable } from '../../../../model-build/report/markdown.ts';

const about = (value: number) => ({ value, low: value - 0.125, high: value + 0.125 });

const SAMPLE: SampleFigures = {
  documents: 30,
  served: [
    {
      threshold: 0.4,
      nextWord: { first: about(0.125), three: about(0.25) },
      keystrokeSavings: { 1: about(0.5), 3: about(0.625) },
      typist: { keystrokeSavings: about(0.5), shown: about(0.375), right: about(0.75) },
    },
  ],
  typing: {
    words: 5400,
    characters: 30_000,
    nextWord: { top1: about(0.25), top3: about(0.375) },
    keystrokeSavings: { 1: about(0.3), 3: about(0.4) },
    exactMatch: [{ showRate: 0.25, words: 2, right: about(0.2) }],
  },
  written: {
    completions: 9,
    repetition: { byDefault: about(0.5) },
    copying: { longest: 12, text: 'and so on', mean: 6.25, meanOfTruth: 5 },
  },
};

const text = (name: string, more: Partial<TextFigures> = {}): TextFigures => ({
  name,
  part: 'test',
  documents: 113,
  bytes: 1_700_000,
  tokens: 500_000,
  bitsPerByte: about(1.75),
  perplexity: 61.728,
  ...more,
});

const evaluation = (texts: TextFigures[], more: Partial<Evaluation> = {}): Evaluation => ({
  model: 'english@1.0.0',
  network: 'gru 8x1',
  parameters: 4_206_336,
  runtime: 'kernels',
  modelBytes: 4_300_000,
  millisecondsPerToken: 0.1874,
  publishedSplit: 'test, first 100 kB',
  documents: 1,
  bytes: 1,
  tokens: 1,
  bitsPerByte: 1.75,
  texts,
  baselines: [],
  ...more,
});

/** Cells of the row that begins with `measure`, without its name. */
function row(table: string, measure: string): string[] | undefined {
  const line = table.split('\n').find((one) => one.startsWith(`| ${measure}`));
  return line
    ?.slice(2, -2)
    .split(' | ')
    .slice(1)
    .map((cell) => cell.trim());
}

describe('a table of an evaluation', () => {
  it('has a column for each text and a row for each measure', () => {
    const table = evaluationTable(evaluation([text('wiki', { sample: SAMPLE }), text('notes.txt')]));
    expect(row(table, ' ')).toEqual(['wiki (test)', 'notes.txt (test)']);
    expect(row(table, '**bits per byte**')).toEqual(['1.750 (1.625-1.875)', '1.750 (1.625-1.875)']);
    expect(row(table, 'perplexity per token')).toEqual(['61.73', '61.73']);
    expect(row(table, 'word search: next word, first')).toEqual(['25.0 % (12.5-37.5)', '-']);
    expect(row(table, '**next word**, first, from confidence 0.4')).toEqual(['12.5 % (0.0-25.0)', '-']);
    expect(row(table, 'typist, from confidence 0.4: ghosts that are right')).toEqual([
      '75.0 % (62.5-87.5)',
      '-',
    ]);
    expect(row(table, '**next word**, first |')).toBeUndefined();
    expect(row(table, 'exact match of 2 words, 25 % shown')).toEqual(['20.0 % (7.5-32.5)', '-']);
    expect(row(table, 'longest copy of training text')).toEqual(['12', '-']);
  });

  it('leaves out what was measured on no text', () => {
    const table = evaluationTable(evaluation([text('wiki')]));
    for (const measure of ['**keys saved', 'repeated', 'longest copy', 'bits per byte, float32'])
      expect(row(table, measure)).toBeUndefined();
    expect(table).not.toContain('--float');
  });

  it('says the size, the time and the part of the text that they are of', () => {
    const table = evaluationTable(evaluation([text('wiki')], { limitBytes: 20_000 }));
    expect(table).toContain('4,206,336 parameters; 4.30 MB of int8 step graph; 0.19 ms of processor time');
    expect(table).toContain('perplexity of about 20,000 bytes at most of each text. In');
    expect(evaluationTable(evaluation([text('wiki', { sample: SAMPLE })]))).toContain(
      'of whole texts; typing of 30,000 characters of each.',
    );
  });

  it('stars the intervals over fewer than 10 documents, each by its own count, and says why', () => {
    const few = text('novels', { documents: 3, sample: SAMPLE });
    const table = evaluationTable(evaluation([few, text('wiki', { sample: SAMPLE })]));
    expect(row(table, '**bits per byte**')).toEqual(['1.750 (1.625-1.875) *', '1.750 (1.625-1.875)']);
    expect(row(table, 'word search: next word, first three')).toEqual([
      '37.5 % (25.0-50.0)',
      '37.5 % (25.0-50.0)',
    ]);
    expect(row(table, 'repeated word 4-grams, by default')![0]).toBe('50.0 % (37.5-62.5) *');
    expect(table).toContain('Fewer than 10 documents: the interval is an anecdote');
    expect(evaluationTable(evaluation([text('wiki')]))).not.toContain('anecdote');
  });

  it('marks float32 figures that are the manifest’s own', () => {
    const published = text('wiki', { quantized: { float32: 2, int8: 2.01, source: 'manifest' } });
    const measured = text('talk', { quantized: { float32: 2, int8: 1.99, source: 'twin' } });
    const table = evaluationTable(evaluation([published, measured]));
    expect(row(table, 'bits per byte, float32')).toEqual([
      '2.0000 -> 2.0100 (+0.50 %, manifest)',
      '2.0000 -> 1.9900 (-0.50 %, twin)',
    ]);
    expect(table).toContain('of "test, first 100 kB"');
  });

  it('has the n-grams as rows of the same table', () => {
    const corpora = { wiki: { ...about(1.875), documents: 113 } };
    const counted = [
      { name: '5-grams, whole', bytes: 75e6, bitsPerByte: about(1.875), corpora },
      { name: '5-grams, pruned', bytes: 4.2e6, bitsPerByte: about(1.9), corpora },
    ];
    const table = evaluationTable(evaluation([text('wiki')], { baselines: counted, trainingText: 'tokens' }));
    expect(row(table, 'bits per byte of 5-grams, whole, 75.00 MB  ')).toEqual(['1.875 (1.750-2.000)']);
    expect(row(table, "bits per byte of 5-grams, pruned, 4.20 MB, the model's size")).toHaveLength(1);
  });
});

it('a Markdown table has columns as wide as their cells, and no cell can break it', () => {
  expect(
    markdownTable([
      ['', 'a|b'],
      ['long\nname', '1'],
    ]),
  ).toBe(['|           | a\\|b |', '| --------- | ---: |', '| long name |    1 |'].join('\n'));
});
