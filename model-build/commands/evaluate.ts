import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { modelFolder } from '../artefact/model-folder.ts';
import { type ModelDirectory, readLanguageModel } from '../artefact/read-model.ts';
import { proveUnrecorded, record } from '../artefact/record.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import { type Split, textsOf } from '../corpus/texts.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import { fileTokens, recipeTokens, type TrainingTokens } from '../evaluate/writing/training-text.ts';
import { evaluationTable } from '../report/evaluation-table.ts';
import { RUNTIMES, type RuntimeName } from '../runtimes/runtimes.ts';
import { eachFromHere, fromHere, runsFolder } from '../settings.ts';
import { wholeNumber } from './numbers.ts';
import { stderrWatch } from './watch.ts';

interface Options {
  split: Split;
  corpus?: string[];
  text?: string[];
  runtime: RuntimeName;
  float?: string;
  limitBytes?: number;
  cache: boolean;
  typing: boolean;
  wordSearch: boolean;
  baselines?: boolean;
  training?: string[];
  threads: number;
  json?: string | true;
  record?: boolean;
}

const list = (value: string, before: string[] = []): string[] => [...before, value];

export const evaluateCommand = new Command('evaluate')
  .description('how good a model is, int8 as served, on text that it has not seen: every measure, by corpus')
  .argument('<model>', 'directory of a version or of a model, or name or name@version of one in models/')
  .addOption(new Option('--split <name>', 'part of the corpora').choices(['valid', 'test']).default('test'))
  .option(
    '--corpus <name>',
    'a corpus of CORPORA in place of all that the model was made from; may be given again',
    list,
  )
  .option(
    '--text <file>',
    'text of your own: plain or .xz, a paragraph a line, a blank line between documents; may be given again',
    eachFromHere,
  )
  .addOption(
    new Option('--runtime <name>', 'what runs the step graph')
      .choices(Object.keys(RUNTIMES))
      .default('kernels'),
  )
  .option(
    '--float <file>',
    'its float32 twin (model.fp32.onnx of the run), to be measured beside it',
    fromHere,
  )
  .option(
    '--limit-bytes <n>',
    'bits per byte of whole documents, so many bytes of each text at most (typing has its sample)',
    wholeNumber(1),
  )
  .option('--no-cache', 'the network alone, without what the text itself has said lately')
  .option('--no-typing', 'bits per byte alone: seconds in place of minutes')
  .option('--no-word-search', "type with the Worker's own search alone: half the time")
  .option('--baselines', 'count n-grams over the training text too, whole and cut to the bytes of the model')
  .option('--training <file...>', 'training text, in place of what the recipe trains on', eachFromHere)
  .option(
    '--threads <n>',
    'threads for bits per byte, a document each',
    wholeNumber(1),
    availableParallelism(),
  )
  .option(
    '--json [file]',
    'the figures as JSON into a file; without one, they are all that is printed',
    fromHere,
  )
  .option('--record', 'keep the table with the model, as EVALUATION.md, before it is published')
  .addHelpText(
    'after',
    `
Without --corpus and --text: every corpus that the model was made from. With --text alone: that text alone.
Prints bits per byte, perplexity; next-word recall, keystroke savings and a typist's ghosts by the Worker's own search at
min_confidence 0, 0.4 and 0.6; recall, savings and exact match by a word search of this command's own; contractions,
repetition, the longest copy of training text, float32 against int8, time and bytes, with 95 % intervals over documents.
Typing takes a minute or two of a core a text, on all threads. Copies and n-grams want
the model's recipe and its corpora, or --training; the first reading of a recipe's text takes minutes, later ones find it in RUNS.

Examples:
  npm run model -- evaluate english
  npm run model -- evaluate models/english --text notes.txt --no-typing
  npm run model -- evaluate english@0.5.0 --corpus wiki --limit-bytes 100000 --baselines --json wiki.json
  npm run model -- evaluate english --float runs/english-0.5.0/model.fp32.onnx
  npm run model -- evaluate english@0.5.0 --baselines --record`,
  )
  .action(async (name: string, options: Options) => {
    const started = performance.now();
    const model = await readLanguageModel(modelFolder(name));
    const { onnx, tokenizerJson } = model;
    if (options.record) proveUnrecorded(model, 'EVALUATION.md');
    const manifest = options.cache ? model.manifest : { ...model.manifest, cache: undefined };
    const texts = textsOf(manifest, { corpora: options.corpus, files: options.text, split: options.split });
    const twin = options.float === undefined ? undefined : new Uint8Array(await readFile(options.float));
    const { runtime, threads, limitBytes, typing, wordSearch, baselines = false } = options;
    const training = typing || baselines ? await trainingOf(model, options) : undefined;
    const request = { manifest, onnx, twin, tokenizerJson, texts, runtime, threads, limitBytes };
    const evaluation = await evaluate({ ...request, typing, wordSearch, baselines, training }, stderrWatch);
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const json = JSON.stringify({ ...evaluation, seconds });
    if (options.record) await record(model, 'EVALUATION.md', evaluationTable(evaluation));
    if (options.json === true) {
      console.log(json);
      return;
    }
    if (options.json !== undefined) await writeFile(options.json, `${json}\n`);
    const { bitsPerByte, bytes, tokens, documents, runtime: ran } = evaluation;
    console.log(evaluationTable(evaluation));
    console.log(
      `${bitsPerByte.toFixed(4)} bits per byte  (${bytes} bytes, ${tokens} tokens, ${documents} documents, ${ran}, ${seconds} s)`,
    );
  });

/** Copies are looked for where there is something to look in; n-grams that were asked for are not left out in silence. */
async function trainingOf(
  { manifest, tokenizerJson }: ModelDirectory,
  { training, baselines }: Options,
): Promise<TrainingTokens | undefined> {
  if (training) return fileTokens(training, loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS }));
  try {
    return await recipeTokens(manifest, tokenizerJson, join(runsFolder(), 'cache'), stderrWatch.say);
  } catch (error) {
    if (baselines) throw error;
    stderrWatch.say(`copies are not looked for: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
