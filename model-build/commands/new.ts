import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ModelNameSchema } from '../../src/contract/manifest.ts';
import { probeSpeed } from '../new/probe.ts';
import { minutesText, recipeSource } from '../new/recipe-file.ts';
import { planFor, tokensFor } from '../new/size.ts';
import { splitText } from '../new/split.ts';
import { TrainingSchema } from '../recipe.ts';
import { corporaFolder, recipesFolder } from '../settings.ts';

const PROBE_SECONDS = 20;

export const newCommand = new Command('new')
  .description('a recipe for a model of your own text, sized to the text and to this machine')
  .argument('<name>', 'of the model: lower-case letters, digits and hyphens', modelName)
  .requiredOption('--text <file...>', 'plain or .xz text: a paragraph a line, a blank line between documents')
  .option('--minutes <n>', 'how long training may take', positive, 30)
  .addHelpText(
    'after',
    `
The text is divided into corpora/<name>.train.txt, .valid.txt and .test.txt (a twentieth each for the last two);
the recipe is model-build/recipes/<name>.ts, yours to change.

Examples:
  npm run model -- new my-model --text notes/*.txt
  npm run model -- new my-model --text book.txt.xz --minutes 120`,
  )
  .action(async (name: string, options: { text: string[]; minutes: number }) => {
    const path = join(recipesFolder(), `${name}.ts`);
    if (existsSync(path)) throw new Error(`${path} is there already: choose another name, or remove it`);
    const bytes = await splitText(
      options.text.map((file) => resolve(file)),
      name,
      corporaFolder(),
    );
    console.error(`text: ${bytes.train} bytes to learn, ${bytes.valid} to steer by, ${bytes.test} to report`);
    const plan = planFor(bytes.train);
    console.error(`measuring this machine for ${PROBE_SECONDS} seconds`);
    const { batch, window, learningRate } = plan;
    const training = TrainingSchema.parse({ tokens: 1, batch, window, learningRate, warmup: 10 });
    const tokensPerSecond = await probeSpeed(plan, training, PROBE_SECONDS);
    const tokens = tokensFor(bytes.train, tokensPerSecond, options.minutes);
    await writeFile(path, recipeSource({ name, tokens, plan, trainBytes: bytes.train, tokensPerSecond }));
    console.log(
      `wrote ${path}\n${Math.round(tokensPerSecond)} tokens/s here: training will take about ` +
        `${minutesText(tokens / tokensPerSecond)}. Now:\n  npm run model -- build ${name}`,
    );
  });

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
