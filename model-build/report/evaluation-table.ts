/** An evaluation for people: what was measured on what, then one table, a row a measure and a column a text. */

import { SAMPLE_CHARACTERS } from '../calibrate/sample.ts';
import type { Evaluation, TextFigures } from '../evaluate/evaluation.ts';
import type { Estimate } from '../evaluate/likelihood/bootstrap.ts';
import { type ServedFigures, THRESHOLDS } from '../evaluate/served/served.ts';
import { SHOW_RATES } from '../evaluate/typing/exact-match.ts';
import { bitsOf, grouped, megabytes, NO_FIGURE, percentOf } from './figures.ts';
import { markdownTable } from './markdown.ts';

type Row = [measure: string, cell: (text: TextFigures) => string | undefined];

const LONGEST = 5;

/** Markdown. Rows that no text has a figure for are left out. */
export function evaluationTable(evaluation: Evaluation): string {
  const { texts, baselines } = evaluation;
  const rows = [...bitsRows(evaluation), ...servedRows(), ...typingRows(), ...writingRows()]
    .map(([measure, cell]) => [measure, ...texts.map((text) => cell(text) ?? NO_FIGURE)])
    .filter(([, ...cells]) => cells.some((cell) => cell !== NO_FIGURE));
  const table = markdownTable([['', ...texts.map(({ name, part }) => `${name} (${part})`)], ...rows]);
  const { contractions } = evaluation;
  const notes = [
    contractions &&
      `Contractions of which the rest is the first suggestion after the apostrophe: ${contractions.straight} of ${contractions.asked} with a straight one, ${contractions.curly} with a curly one.`,
    /\) \*/.test(table) && '\\* Fewer than 10 documents: the interval is an anecdote.',
    baselines.length > 0 &&
      `n-grams count ${evaluation.trainingText}; of Kneser-Ney and Witten-Bell the better.`,
    texts.some(({ quantized }) => quantized?.source === 'manifest') &&
      `float32 -> int8 is the manifest's, of "${evaluation.publishedSplit}"; --float FILE measures it on this text.`,
    texts.some(({ sample }) => sample?.written.copying) &&
      `Copies were looked for in ${evaluation.trainingText}.`,
  ].filter((note) => note !== false && note !== undefined);
  return [heading(evaluation), table, ...notes, ''].join('\n\n').trimEnd().concat('\n');
}

function heading(evaluation: Evaluation): string {
  const { model, network, parameters, modelBytes, millisecondsPerToken, runtime, limitBytes } = evaluation;
  const typed = evaluation.texts.some(({ sample }) => sample);
  return [
    `# ${model}`,
    '',
    `${network}; ${grouped(parameters)} parameters; ${megabytes(modelBytes)} of int8 step graph; ` +
      `${millisecondsPerToken.toPrecision(2)} ms of processor time a token (${runtime}, one thread, this machine).`,
    '',
    `Bits per byte and perplexity of ${limitBytes ? `about ${grouped(limitBytes)} bytes at most of each text` : 'whole texts'}` +
      `${typed ? `; typing of ${grouped(SAMPLE_CHARACTERS)} characters of each` : ''}. ` +
      'In brackets 95 % intervals by bootstrap over documents.',
  ].join('\n');
}

function bitsRows({ baselines, modelBytes }: Evaluation): Row[] {
  return [
    ['documents', ({ documents }) => grouped(documents)],
    ['bytes', ({ bytes }) => grouped(bytes)],
    ['**bits per byte**', ({ bitsPerByte, documents }) => bitsOf(bitsPerByte, documents)],
    ...baselines.map(
      ({ name, bytes, corpora }): Row => [
        `bits per byte of ${name}, ${megabytes(bytes)}${bytes <= modelBytes ? ", the model's size" : ''}`,
        ({ name: text }) => bitsOf(corpora[text], corpora[text].documents),
      ],
    ),
    ['perplexity per token', ({ perplexity }) => perplexity.toFixed(2)],
    [
      'bits per byte, float32 -> int8',
      ({ quantized }) =>
        quantized &&
        `${quantized.float32.toFixed(4)} -> ${quantized.int8.toFixed(4)} (${signedPercent(quantized.int8 / quantized.float32 - 1)}, ${quantized.source})`,
    ],
  ];
}

/** By the Worker's own search; a threshold is the request's `min_confidence`. */
function servedRows(): Row[] {
  const rowsOf = (threshold: number): Row[] => {
    const estimate =
      (figure: (served: ServedFigures) => Estimate | undefined) =>
      ({ sample }: TextFigures): string | undefined => {
        const served = sample?.served?.find((one) => one.threshold === threshold);
        const value = served && figure(served);
        return value && percentOf(value, sample!.documents);
      };
    const from = threshold === 0 ? '' : `, from confidence ${threshold}`;
    return [
      [`**next word**, first${from}`, estimate(({ nextWord }) => nextWord?.first)],
      [`next word, among three${from}`, estimate(({ nextWord }) => nextWord?.three)],
      [`keys saved, one suggestion${from}`, estimate(({ keystrokeSavings }) => keystrokeSavings[1])],
      [`**keys saved**, three suggestions${from}`, estimate(({ keystrokeSavings }) => keystrokeSavings[3])],
      [`typist${from}: keys saved`, estimate(({ typist }) => typist.keystrokeSavings)],
      [`typist${from}: carets with a ghost`, estimate(({ typist }) => typist.shown)],
      [`typist${from}: ghosts that are right`, estimate(({ typist }) => typist.right)],
      [`one caret a word${from}: with a ghost`, estimate(({ oneCaretAWord }) => oneCaretAWord?.shown)],
      [`one caret a word${from}: right`, estimate(({ oneCaretAWord }) => oneCaretAWord?.right)],
    ];
  };
  return THRESHOLDS.flatMap(rowsOf);
}

/** By the evaluation's own word search. */
function typingRows(): Row[] {
  const estimate =
    (figure: (typing: NonNullable<NonNullable<TextFigures['sample']>['typing']>) => Estimate | undefined) =>
    ({ sample }: TextFigures): string | undefined => {
      const value = sample?.typing && figure(sample.typing);
      return value && percentOf(value, sample.documents);
    };
  const lengths = Array.from({ length: LONGEST }, (_, i) => i + 1);
  return [
    ['sample: documents', ({ sample }) => sample && grouped(sample.documents)],
    ['sample: words', ({ sample }) => sample?.typing && grouped(sample.typing.words)],
    ['word search: next word, first', estimate(({ nextWord }) => nextWord.top1)],
    ['word search: next word, first three', estimate(({ nextWord }) => nextWord.top3)],
    ['word search: keys saved, one suggestion', estimate(({ keystrokeSavings }) => keystrokeSavings[1])],
    ['word search: keys saved, three suggestions', estimate(({ keystrokeSavings }) => keystrokeSavings[3])],
    ...SHOW_RATES.flatMap((rate) =>
      lengths.map(
        (n): Row => [
          `exact match of ${n} ${n === 1 ? 'word' : 'words'}, ${100 * rate} % shown`,
          estimate(
            ({ exactMatch }) =>
              exactMatch.find(({ showRate, words }) => showRate === rate && words === n)?.right,
          ),
        ],
      ),
    ),
  ];
}

function writingRows(): Row[] {
  const repeated =
    (how: 'greedy' | 'byDefault') =>
    ({ sample }: TextFigures): string | undefined => {
      const value = sample?.written.repetition[how];
      return value && percentOf(value, sample.written.completions);
    };
  const copied = ({ sample }: TextFigures) => sample?.written.copying;
  return [
    ['repeated word 4-grams, likeliest', repeated('greedy')],
    ['repeated word 4-grams, by default', repeated('byDefault')],
    ['longest copy of training text, tokens', (text) => copied(text)?.longest.toString()],
    ['mean longest copy, tokens', (text) => copied(text)?.mean.toFixed(1)],
    ['the same for the text itself', (text) => copied(text)?.meanOfTruth.toFixed(1)],
  ];
}

const signedPercent = (share: number): string => `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)} %`;
