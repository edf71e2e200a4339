/** What counting gives on the same tokens: the floor that every network has to be under. */
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/tokenizer.ts';
import { countNgrams } from '../baselines/ngram-trie.ts';
import { modelBytes, prune } from '../baselines/prune.ts';
import { kneserNey, wittenBell } from '../baselines/smoothing.ts';
import { heldOut } from '../build.ts';
import type { Recipe } from '../recipe.ts';
import { runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';
import { figures, type Outcome } from './comparison.ts';

export interface Baseline extends Pick<Outcome, 'bitsPerByte' | 'corpora'> {
  name: string;
  bytes: number;
}

const ORDER = 5;
const SMOOTHINGS = { 'Kneser-Ney': kneserNey, 'Witten-Bell': wittenBell };

/** The better smoothing of n-grams over the recipe's first `tokens` tokens: whole, then cut to `bytes`. */
export async function ngramBaselines(recipe: Recipe, tokens: number, bytes: number): Promise<Baseline[]> {
  const budgeted = { ...recipe, training: { ...recipe.training, tokens } };
  const { tokenizerJson, text } = await prepare(budgeted, join(runsFolder(), 'cache'), () => {});
  const { size: vocabulary, startToken } = loadTokenizer(tokenizerJson);
  const held = await heldOut(recipe, tokenizerJson);
  const trie = countNgrams(text.tokens, { order: ORDER, vocabulary, startToken });
  const rows: Record<'whole' | 'pruned', Baseline[]> = { whole: [], pruned: [] };
  for (const [smoothing, smooth] of Object.entries(SMOOTHINGS)) {
    const model = smooth(trie);
    for (const size of ['whole', 'pruned'] as const) {
      if (size === 'pruned') prune(model, bytes);
      rows[size].push({
        name: `${ORDER}-grams, ${smoothing}, ${size}`,
        bytes: modelBytes(model),
        ...(await figures(held, async (documents) =>
          documents.map((document) => model.bits(document.tokens)),
        )),
      });
    }
  }
  return Object.values(rows).map((both) =>
    both.reduce((best, row) => (row.bitsPerByte.value < best.bitsPerByte.value ? row : best)),
  );
}
