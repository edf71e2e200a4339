import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import { rangePlan, rateRange, suggestRate } from '../diagnostics/rate-range.ts';
import { loadRecipe } from '../recipe/load.ts';
import { plot, svgFile } from '../report/plot.ts';
import { runsFolder } from '../settings.ts';
import { Lanes } from '../train/lanes.ts';
import { prepare } from '../train/prepare.ts';
import { Trainer } from '../train/trainer.ts';
import { positive, wholeNumber } from './numbers.ts';

interface Options {
  low: number;
  high: number;
  steps: number;
}

export const findRateCommand = new Command('find-rate')
  .description('a learning rate to start from: trains while the rate grows, until the network breaks')
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .option('--low <rate>', 'first rate', positive, 1e-5)
  .option('--high <rate>', 'last rate', positive, 1)
  .option('--steps <n>', 'steps between the two', wholeNumber(2), 150)
  .addHelpText('after', '\nExample:\n  npm run model -- find-rate english')
  .action(async (name: string, options: Options) => {
    const recipe = await loadRecipe(name);
    const { training } = recipe;
    const { tokenizerJson, text } = await prepare(recipe, join(runsFolder(), 'cache'), console.error);
    const { size, startToken } = loadTokenizer(tokenizerJson);
    const { ops } = await openBackend(training.backend);
    const spec = { ...recipe.network, vocabulary: size };
    const trainer = new Trainer(ops, spec, rangePlan(training, options.steps), recipe.seed, startToken);
    const points = await rateRange(trainer, new Lanes(text.tokens, training.batch, training.window), options);
    trainer.dispose();

    const dir = join(runsFolder(), `find-rate-${recipe.name}-${recipe.version}`);
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'rates.json'), `${JSON.stringify(points)}\n`);
    const svg = await plot({
      x: { title: 'learning rate', log: true },
      y: { title: 'nats a token' },
      points: points.flatMap(({ rate, loss, smooth }) => [
        { x: rate, y: loss, series: 'loss' },
        { x: rate, y: smooth, series: 'smoothed' },
      ]),
    });
    await writeFile(join(dir, 'rates.svg'), svgFile(svg));
    console.log(
      `learningRate: ${suggestRate(points)}  (the recipe has ${training.learningRate}; ${dir}/rates.svg)`,
    );
  });
