import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { modelFolder } from '../artefact/model-folder.ts';
import { readLanguageModel } from '../artefact/read-model.ts';
import { openBackend } from '../backend/index.ts';
import { servedDistances } from '../diagnostics/served-distances.ts';
import { loadRecipe } from '../recipe/load.ts';
import { fromHere } from '../settings.ts';
import { startingWeights } from '../train/start.ts';
import { writeWhole } from '../whole-file.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  text: string;
  out: string;
  distance: number;
  positions: number;
}

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** One of every kind: those that the learner's page shows. */
const FAMILY = [
  ...['english-perceptron', 'english-mlp', 'english-cnn', 'english-rnn'],
  ...['english-lstm', 'english-gru', 'english-lstm-gru', 'english-small'],
];
/** Of the places of the predictions. */
const SEED = 1;

export const distancesCommand = new Command('distances')
  .description(
    'how far back published networks feel: gradients over distance, as the learner’s page plots them',
  )
  .argument('[models...]', 'names of models, or folders of versions', FAMILY)
  .option(
    '--text <file>',
    'UTF-8 text to predict (default: a text of this repository)',
    fromHere,
    join(REPOSITORY, 'models/fixture-gru/corpus.txt'),
  )
  .option(
    '--out <file>',
    'where the numbers go (default: to the learner’s page)',
    fromHere,
    join(REPOSITORY, 'web/playground/distances.json'),
  )
  .option('--distance <k>', 'steps to go back', wholeNumber(1), 90)
  .option('--positions <n>', 'predictions that the means are over', wholeNumber(1), 64)
  .addHelpText(
    'after',
    `
The networks are those of the models' recipes, the weights those that are served.

Examples:
  npm run model -- distances
  npm run model -- distances english-gru english-rnn --distance 50 --out distances.json`,
  )
  .action(async (models: string[], { text: file, out, distance, positions }: Options) => {
    const { description } = await openBackend('wasm');
    console.error(`gradients over ${distance} steps at ${positions} positions, on ${description}`);
    const text = await readFile(file, 'utf8');
    const networks: { model: string; version: string; norms: number[] }[] = [];
    for (const name of models) {
      const { dir, manifest, tokenizerJson } = await readLanguageModel(modelFolder(name));
      const { name: model, version } = manifest;
      const tokenizer = loadTokenizer(tokenizerJson);
      const { network } = await loadRecipe(manifest.recipe.name);
      const spec = { ...network, vocabulary: tokenizer.size };
      const weights = await startingWeights(dir, spec, SEED);
      const measuring = { text, distance, positions, seed: SEED };
      const norms = await servedDistances(spec, weights, tokenizer, measuring);
      networks.push({ model, version, norms });
      console.error(
        `${model} ${version}: ${norms.at(-1)! / norms[0]!} of the gradient one step back is left`,
      );
    }
    await writeWhole(out, (to) => to.writeFile(`${JSON.stringify({ positions, networks })}\n`));
    console.log(out);
  });
