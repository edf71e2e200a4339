/** The tokenizer of a classifier's recipe, as its version holds it. */
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { bytesTokenizerFile } from '../tokenizer/file.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { ngramsFile } from './sum-network.ts';

export function tokenizerOf(recipe: ClassifierRecipe): {
  kind: 'ngrams' | 'bytes';
  startToken: number;
  file: object;
} {
  if (recipe.tokenizer.kind === 'bytes') {
    const file = bytesTokenizerFile();
    return { kind: 'bytes', startToken: loadTokenizer(file).startToken, file };
  }
  const file = ngramsFile(recipe);
  return { kind: 'ngrams', startToken: file.model.buckets, file };
}
