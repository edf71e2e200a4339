import { join } from 'node:path';
import { Command } from 'commander';
import { loadRecipe } from '../load-recipe.ts';
import { runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';
import { runTraining } from '../train/run.ts';

export const trainCommand = new Command('train')
  .description('the training part of a build; run again after a cut, it goes on where it stood')
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .addHelpText('after', '\nExample:\n  npm run model -- train english')
  .action(async (name: string) => {
    const recipe = await loadRecipe(name);
    const prepared = await prepare(recipe, join(runsFolder(), 'cache'), console.error);
    const run = await runTraining({
      dir: join(runsFolder(), `${recipe.name}-${recipe.version}`),
      recipe,
      ...prepared,
    });
    console.error(`trained ${run.trainer.step} steps in ${Math.round(run.seconds)} s`);
  });
