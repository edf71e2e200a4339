import { join } from 'node:path';
import { Command } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { BackoffModel } from '../baselines/backoff-model.ts';
import { countNgrams } from '../baselines/ngram-trie.ts';
import { modelBytes, prune } from '../baselines/prune.ts';
import { kneserNey, wittenBell } from '../baselines/smoothing.ts';
import { readValidation } from '../corpus/token-file.ts';
import { type BitsPerByte, bitsPerByte } from '../evaluate/likelihood/bits-per-byte.ts';
import { loadRecipe } from '../recipe/load.ts';
import { eachFromHere, runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';

interface Options {
  text: string[];
  order: number;
  bytes: number;
  json?: boolean;
}

const SMOOTHINGS = { 'kneser-ney': kneserNey, 'witten-bell': wittenBell };

export const baselineCommand = new Command('baseline')
  .description(
    'bits per byte of n-gram models over the tokens that a recipe trains on, whole and cut to a size',
  )
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .requiredOption('--text <file...>', 'held-out text', eachFromHere)
  .option('--order <n>', 'tokens of the longest n-gram', Number, 5)
  .option('--bytes <n>', 'size to cut the models to: that of the network they are compared with', Number, 4e6)
  .option('--json', 'print one line of JSON')
  .addHelpText(
    'after',
    `
Example:
  npm run model -- baseline english --text ../shared/data/wiki.test.txt.xz --bytes 5000000`,
  )
  .action(async (name: string, options: Options) => {
    const recipe = await loadRecipe(name);
    const { tokenizerJson, text } = await prepare(recipe, join(runsFolder(), 'cache'), console.error);
    const tokenizer = loadTokenizer(tokenizerJson);
    const documents = await readValidation({ tokenizerJson, files: options.text });
    const score = (model: BackoffModel): BitsPerByte =>
      bitsPerByte(
        documents,
        documents.map(({ tokens }) => model.bits(tokens)),
      );

    const rows = [];
    const { size: vocabulary, startToken } = tokenizer;
    const trie = countNgrams(text.tokens, { order: options.order, vocabulary, startToken });
    for (const [smoothing, smooth] of Object.entries(SMOOTHINGS)) {
      const model = smooth(trie);
      for (const size of ['whole', 'pruned'] as const) {
        if (size === 'pruned') prune(model, options.bytes);
        const row = { smoothing, size, bytes: modelBytes(model), bitsPerByte: score(model).bitsPerByte };
        rows.push(row);
        const megabytes = (row.bytes / 1e6).toFixed(1);
        if (!options.json) {
          console.log(`${smoothing}, ${size}, ${megabytes} MB: ${row.bitsPerByte.toFixed(4)} bits per byte`);
        }
      }
    }
    if (options.json) {
      const result = {
        recipe: name,
        trainingTokens: text.tokens.length,
        order: options.order,
        text: options.text,
      };
      console.log(JSON.stringify({ ...result, models: rows }));
    }
  });
