import { Command } from 'commander';
import { build } from '../build/build.ts';
import { buildClassifier } from '../build/classifier.ts';
import { loadClassifierRecipe } from '../classify/load.ts';
import { loadRecipe } from '../recipe/load.ts';
import { type BackendChoice, backendOption } from './backend-option.ts';
import { wholeNumber } from './numbers.ts';

interface Options extends BackendChoice {
  patch?: number;
}

export const buildCommand = new Command('build')
  .description(
    'from text to a verified, quantized model in models/: trains, exports, proves, writes manifest and card',
  )
  .argument(
    '<recipe>',
    'name of a recipe in model-build/recipes or model-build/classifiers, or a path to one of a language model',
  )
  .option('--patch <n>', "last number of the version, in place of the recipe's", wholeNumber(0))
  .addOption(backendOption())
  .addHelpText(
    'after',
    `
Cut off at any point, the same command goes on where it stood; what is up to date is left alone. --patch trains a recipe
that is up to date again, as another version: 0.2.0 becomes 0.2.17.

Examples:
  npm run model -- build fixture-gru
  CORPORA=~/text npm run model -- build english
  npm run model -- build english --patch 17
  npm run model -- build languages`,
  )
  .action(async (name: string, { backend, patch }: Options) => {
    const patched = (version: string) => version.replace(/\d+$/, (last) => String(patch ?? last));
    const classifier = await loadClassifierRecipe(name);
    if (classifier) {
      const version = patched(classifier.version);
      console.log(await buildClassifier({ ...classifier, version }, console.error));
      return;
    }
    const recipe = await loadRecipe(name);
    const version = patched(recipe.version);
    console.log(await build({ ...recipe, version }, console.error, backend));
  });
