import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ModelNameSchema } from '../../src/contract/manifest.ts';
import type { Kind } from '../classify/losses.ts';
import { checkEnough } from '../new/enough.ts';
import { minutesText, recipeSource } from '../new/recipe-file.ts';
import { planFor, tokensFor } from '../new/size.ts';
import { splitText } from '../new/split.ts';
import { TrainingSchema } from '../recipe/recipe.ts';
import { corporaFolder, eachFromHere, fromHere, recipesFolder } from '../settings.ts';
import { probeSpeed } from '../train/probe.ts';

const RECIPE_MODULE = resolve(import.meta.dirname, '../recipe/recipe.ts');

interface Options {
  text?: string[];
  labels?: string;
  kind?: Kind;
  licence: string;
  minutes: number;
  probe: number;
}

export const newCommand = new Command('new')
  .description('a recipe for a model of your own text, or a classifier of your own table')
  .argument('<name>', 'of the model: lower-case letters, digits and hyphens', modelName)
  .option(
    '--text <file...>',
    'plain or .xz text, a pipe or /dev/stdin: a paragraph a line, a blank line between documents',
    eachFromHere,
  )
  .option(
    '--labels <file>',
    'a table, CSV or JSON lines: a column text, and what each text is; makes a classifier',
    fromHere,
  )
  .addOption(
    new Option('--kind <kind>', 'what the table says, if it is not what it looks like').choices([
      'classes',
      'labels',
      'targets',
    ]),
  )
  .option('--licence <name>', 'of the table, for the card', 'own')
  .option('--minutes <n>', 'how long training may take', positive, 30)
  .option('--probe <seconds>', 'how long to measure this machine', positive, 20)
  .addHelpText(
    'after',
    `
--text: The text is divided into corpora/<name>.train.txt, .valid.txt and .test.txt (a twentieth each for the last two);
the recipe is model-build/recipes/<name>.ts, yours to change. About 20 kB of text are the least a build can work with.
The forecast is of training; tokenizer, export, proof and calibration come on top.

--labels: one column of words is classes, words joined by | are labels of which several may be right, numbers are targets.
The table is divided by the hash of each text into corpora/<name>.train.csv, .valid.csv and .test.csv; networks are tried
for so many minutes, and the smallest that is as good as the best is written to models/<name>, with its recipe in
model-build/classifiers/<name>.ts.

Examples:
  npm run model -- new my-model --text notes/*.txt
  npm run model -- new queue --labels tickets.csv --minutes 5
  npm run model -- new stars --labels reviews.jsonl --kind targets
  npm run model -- new my-model --text book.txt.xz --minutes 120`,
  )
  .action(async (name: string, { text, labels, ...options }: Options) => {
    if ((text === undefined) === (labels === undefined))
      throw new Error('wanted --text or --labels, and one of them');
    if (labels !== undefined) {
      const { newClassifier } = await import('./new-classifier.ts');
      return newClassifier(name, { ...options, labels });
    }
    await newLanguageModel(name, text!, options);
  });

async function newLanguageModel(name: string, text: readonly string[], options: Options): Promise<void> {
  const path = join(recipesFolder(), `${name}.ts`);
  if (existsSync(path)) throw new Error(`${path} is there already: choose another name, or remove it`);
  const { bytes, repeated } = await splitText(text, name, corporaFolder());
  console.error(`text: ${bytes.train} bytes to learn, ${bytes.valid} to steer by, ${bytes.test} to report`);
  if (repeated > 0) {
    console.error(
      `${repeated} documents or paragraphs had come before: each copy is in the split of the first`,
    );
  }
  const plan = planFor(bytes.train);
  for (const line of await checkEnough(name, corporaFolder(), bytes, plan.vocabulary)) console.error(line);
  console.error(`measuring this machine for ${options.probe} seconds`);
  const { batch, window, learningRate } = plan;
  const training = TrainingSchema.parse({ tokens: 1, batch, window, learningRate, warmup: 10 });
  const tokensPerSecond = await probeSpeed(plan, training, options.probe);
  const tokens = tokensFor(bytes.train, tokensPerSecond, options.minutes, plan);
  const module = `./${relative(dirname(path), RECIPE_MODULE)}`.replaceAll('\\', '/').replace('./../', '../');
  await mkdir(dirname(path), { recursive: true });
  const source = recipeSource({ name, tokens, plan, trainBytes: bytes.train, tokensPerSecond, module });
  await writeFile(path, source);
  console.log(
    `wrote ${path}\n${Math.round(tokensPerSecond)} tokens/s here: training will take about ` +
      `${minutesText(tokens / tokensPerSecond)}; tokenizer, export, proof and calibration come on top. Now:\n  npm run model -- build ${name}`,
  );
}

function modelName(text: string): string {
  if (!ModelNameSchema.safeParse(text).success)
    throw new InvalidArgumentError('wanted lower-case letters, digits and hyphens, at most 64.');
  return text;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('wanted a number above 0.');
  return value;
}
