import { Command } from 'commander';
import { openArrival } from '../build/arrived.ts';
import { build } from '../build/build.ts';
import { buildClassifier } from '../build/classifier.ts';
import { loadClassifierRecipe } from '../classify/load.ts';
import { loadRecipe } from '../recipe/load.ts';
import { fromHere } from '../settings.ts';
import { type BackendChoice, backendOption } from './backend-option.ts';
import { wholeNumber } from './numbers.ts';

interface Options extends BackendChoice {
  patch?: number;
  weights?: string;
  run?: string;
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
  .option('--weights <file>', 'weights.fp16.safetensors that another machine trained; with --run', fromHere)
  .option('--run <file>', 'the run.json that lay beside them', fromHere)
  .addHelpText(
    'after',
    `
Cut off at any point, the same command goes on where it stood; what is up to date is left alone. --patch trains a recipe
that is up to date again, as another version: 0.2.0 becomes 0.2.17. --weights and --run take what \`./train\` of a pack
left (see pack) in place of training: the model and its card are what they would be had it trained here.

Examples:
  npm run model -- build fixture-gru
  CORPORA=~/text npm run model -- build english
  npm run model -- build english --patch 17
  npm run model -- build languages
  npm run model -- build english --weights result/weights.fp16.safetensors --run result/run.json`,
  )
  .action(async (name: string, { backend, patch, weights, run }: Options) => {
    const patched = (version: string) => version.replace(/\d+$/, (last) => String(patch ?? last));
    const arrived = weights !== undefined || run !== undefined;
    const classifier = await loadClassifierRecipe(name);
    if (classifier) {
      if (arrived)
        throw new Error(`${name} is a classifier: wanted --weights and --run for a language model only`);
      const version = patched(classifier.version);
      console.log(await buildClassifier({ ...classifier, version }, console.error));
      return;
    }
    const loaded = await loadRecipe(name);
    const recipe = { ...loaded, version: patched(loaded.version) };
    if (!arrived) {
      console.log(await build(recipe, console.error, { backend }));
      return;
    }
    if (weights === undefined || run === undefined)
      throw new Error(
        `got ${weights === undefined ? '--run' : '--weights'} alone, wanted --weights and --run`,
      );
    if (backend !== undefined)
      throw new Error(
        `--backend: got ${backend} with --weights, wanted one of the two: nothing is trained here`,
      );
    const arrival = await openArrival(recipe, { weights, run });
    console.log(await build(arrival.recipe, console.error, { arrival }));
  });
