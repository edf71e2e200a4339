/** The tokenizer of a classifier's recipe, as its version holds it. */
import type { ClassifierRecipe } from './recipe.ts';
import { startOf } from './start.ts';
import { ngramsFile } from './sum-network.ts';

/** Throws as `startOf` does. */
export async function tokenizerOf(recipe: ClassifierRecipe): Promise<{
  kind: 'ngrams' | 'bytes' | 'bpe';
  startToken: number;
  file: object;
}> {
  if (recipe.tokenizer.kind !== 'ngrams') {
    const { kind, file, tokenizer } = await startOf(recipe);
    return { kind, startToken: tokenizer.startToken, file };
  }
  const file = ngramsFile(recipe);
  return { kind: 'ngrams', startToken: file.model.buckets, file };
}
