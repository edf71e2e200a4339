import { join } from 'node:path';
import { Command } from 'commander';
import { loadRecipe } from '../recipe/load.ts';
import { writeReport } from '../report/report.ts';
import { runFolderOf, runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';
import { runTraining } from '../train/run.ts';
import { alone } from '../train/run-lock.ts';
import { type BackendChoice, backendOption } from './backend-option.ts';

export const trainCommand = new Command('train')
  .description('the training part of a build; run again after a cut, it goes on where it stood')
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .addOption(backendOption())
  .addHelpText(
    'after',
    `
Examples:
  npm run model -- train english
  npm run model -- train english --backend webgpu`,
  )
  .action(async (name: string, { backend }: BackendChoice) => {
    const recipe = await loadRecipe(name);
    const prepared = await prepare(recipe, join(runsFolder(), 'cache'), console.error);
    const dir = runFolderOf(recipe);
    const run = await alone(dir, () => runTraining({ dir, recipe, backend, ...prepared }));
    console.error(`trained ${run.trainer.step} steps in ${Math.round(run.seconds)} s`);
    console.log(await writeReport(dir));
  });
