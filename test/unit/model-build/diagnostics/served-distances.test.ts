/** How far back shipped networks feel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { modelFolder } from '../../../../model-build/artefact/model-folder.ts';
import { readLanguageModel } from '../../../../model-build/artefact/read-model.ts';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { servedDistances } from '../../../../model-build/diagnostics/served-distances.ts';
import { loadRecipe } from '../../../../model-build/recipe/load.ts';
import { startingWeights } from '../../../../model-build/train/start.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../models/fixture-gru/corpus.txt'), 'utf8');

beforeAll(async () => {
  await openBackend('wasm');
});

async function normsOf(name: string): Promise<number[]> {
  const { dir, manifest, tokenizerJson } = await readLanguageModel(modelFolder(name));
  const tokenizer = loadTokenizer(tokenizerJson);
  const spec = { ...(await loadRecipe(manifest.recipe.name)).network, vocabulary: tokenizer.size };
  const weights = await startingWeights(dir, spec, 1);
  return servedDistances(spec, weights, tokenizer, { text, distance: 13, positions: 2, seed: 1 });
}

it.each([
  // A window of 8 tokens; in the MLP each of the three layers above looks one token further back, and so does the first.
  ['english-perceptron', 7],
  ['english-mlp', 11],
])('%s feels %i steps back and not one more', async (name, reach) => {
  const norms = await normsOf(name);
  expect(norms).toHaveLength(13);
  for (const norm of norms.slice(0, reach)) expect(norm).toBeGreaterThan(0);
  expect(norms.slice(reach)).toEqual(new Array(13 - reach).fill(0));
});

it('a recurrent network feels further back than windows of its size', async () => {
  const norms = await normsOf('english-lstm');
  for (const norm of norms) expect(norm).toBeGreaterThan(0);
});
