/** What counting gives on the same tokens: the floor that every network of a comparison has to be under. */
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { type Baseline, bestNgrams } from '../evaluate/baseline/best-ngrams.ts';
import { heldOut } from '../prove/held-out.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';

/** The better smoothing of n-grams over the recipe's first `tokens` tokens: whole, then cut to `bytes`. */
export async function ngramBaselines(recipe: Recipe, tokens: number, bytes: number): Promise<Baseline[]> {
  const budgeted = { ...recipe, training: { ...recipe.training, tokens } };
  const { tokenizerJson, text } = await prepare(budgeted, join(runsFolder(), 'cache'), () => {});
  const { size: vocabulary, startToken } = loadTokenizer(tokenizerJson);
  const held = await heldOut(
    recipe.data.map(({ corpus }) => corpus),
    'test',
    tokenizerJson,
  );
  return bestNgrams({ tokens: text.tokens, vocabulary, startToken, bytes }, held);
}
