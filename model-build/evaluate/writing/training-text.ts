/** What a model has read: for finding copies of it, and for counting n-grams over it. */
import type { Manifest } from '../../../src/contract/manifest.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { corporaOf } from '../../corpus/corpora.ts';
import { readDocuments } from '../../corpus/documents.ts';
import { appendDocument } from '../../corpus/encode.ts';
import { TokenBuffer } from '../../corpus/token-buffer.ts';
import { prepareTokens, readTokens } from '../../corpus/token-file.ts';
import { loadRecipe } from '../../recipe/load.ts';
import { recipeHash } from '../../recipe/recipe.ts';

export interface TrainingTokens {
  /** `[tokens]`, each document with its start token first. */
  tokens: Uint16Array;
  /** What they are, for people. */
  origin: string;
}

/**
 * The tokens that the model's recipe trains on, by the model's own tokenizer; kept in `cacheDir` as training keeps them.
 * @throws Error without the recipe; CorpusError without its corpora.
 */
export async function recipeTokens(
  manifest: Manifest,
  tokenizerJson: unknown,
  cacheDir: string,
  say: (line: string) => void,
): Promise<TrainingTokens> {
  const recipe = await loadRecipe(manifest.recipe.name);
  // As many as training asks for, so that the file it keeps is found again.
  const wanted = recipe.training.tokens + recipe.training.batch;
  say(`training text: ${wanted} tokens of recipe ${recipe.name}`);
  const file = await prepareTokens({
    tokenizerJson,
    corpora: corporaOf(recipe.data),
    tokens: wanted,
    seed: recipe.seed,
    cacheDir,
  });
  const same = recipeHash(recipe) === manifest.recipe.sha256;
  const { startFrom } = recipe.training;
  const origin = [
    `the ${file.tokens} tokens that recipe ${recipe.name} ${recipe.version} trains on`,
    startFrom && ` (what ${startFrom} had read before is not among them)`,
    !same && ' (it has changed since this model was made)',
  ];
  return { tokens: await readTokens(file), origin: origin.filter(Boolean).join('') };
}

/** Tokens of all documents of some files. */
export async function fileTokens(files: readonly string[], tokenizer: Tokenizer): Promise<TrainingTokens> {
  const tokens = new TokenBuffer(1 << 20);
  for (const file of files)
    for await (const document of readDocuments(file)) appendDocument(document, tokenizer, tokens);
  const view = tokens.view().slice();
  return { tokens: view, origin: `the ${view.length} tokens of ${files.join(', ')}` };
}
