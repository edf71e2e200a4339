import { Command } from 'commander';
import { build } from '../build.ts';
import { loadRecipe } from '../load-recipe.ts';
import { type BackendChoice, backendOption } from './backend-option.ts';

export const buildCommand = new Command('build')
  .description(
    'from text to a verified, quantized model in models/: trains, exports, proves, writes manifest and card',
  )
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .addOption(backendOption())
  .addHelpText(
    'after',
    `
Cut off at any point, the same command goes on where it stood; what is up to date is left alone.

Examples:
  npm run model -- build fixture-gru
  CORPORA=~/text npm run model -- build english`,
  )
  .action(async (name: string, { backend }: BackendChoice) => {
    console.log(await build(await loadRecipe(name), console.error, backend));
  });
