import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { compare, comparisonName } from '../diagnostics/comparison.ts';
import { ngramBaselines } from '../diagnostics/ngram-baselines.ts';
import { loadRecipe } from '../recipe/load.ts';
import { comparisonFigure, comparisonTable } from '../report/comparison-table.ts';
import { runsFolder } from '../settings.ts';
import { positive, wholeNumber } from './numbers.ts';

interface Options {
  tokens: number;
  seconds?: number;
}

export const compareCommand = new Command('compare')
  .description('trains recipes under an equal budget, in tokens and in seconds: one table, one figure')
  .argument('<recipes...>', 'names of recipes in model-build/recipes, or paths to some')
  .option('--tokens <n>', 'tokens that each trains on', wholeNumber(1), 500_000)
  .option(
    '--seconds <n>',
    'seconds that each trains for (default: those of the slowest for its tokens)',
    positive,
  )
  .addHelpText(
    'after',
    `
Tokens are each recipe's own: recipes with different tokenizers read different amounts of text.
The n-grams in the table count the first recipe's tokens. Cut off, the same command goes on where it stood.

Example:
  npm run model -- compare english fixture-gru --tokens 1000000`,
  )
  .action(async (names: string[], budget: Options) => {
    const recipes = await Promise.all(names.map(loadRecipe));
    const comparison = await compare(recipes, budget, console.error);
    const smallest = Math.min(...comparison.rows.map(({ bytes }) => bytes));
    const baselines = await ngramBaselines(recipes[0], budget.tokens, smallest);

    const dir = join(runsFolder(), `compare-${comparisonName(recipes, budget)}`);
    await mkdir(dir, { recursive: true });
    const table = comparisonTable(comparison, baselines);
    await writeFile(
      join(dir, 'comparison.json'),
      `${JSON.stringify({ ...comparison, baselines }, null, 1)}\n`,
    );
    await writeFile(join(dir, 'comparison.md'), table);
    await writeFile(join(dir, 'comparison.svg'), await comparisonFigure(comparison, baselines));
    console.log(`${table}\n${dir}`);
  });
