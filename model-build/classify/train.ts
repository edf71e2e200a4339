/** Trains what a recipe describes: a sum of n-grams by its own trainer, any other network by tfjs. */
import { Ngrams } from '../../src/text/ngrams.ts';
import type { Dataset } from './dataset.ts';
import type { TrainedNetwork } from './evaluate.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { encodeAll, ngramsFile, type Progress, trainSum } from './sum-network.ts';

/** A table that comes before. */
export interface Earlier {
  dataset: Dataset;
  epochs: number;
  /** In place of the recipe's. */
  dropout?: number;
}

export async function trainClassifier(
  recipe: ClassifierRecipe,
  dataset: Dataset,
  earlier: readonly Earlier[],
  progress?: Progress,
): Promise<TrainedNetwork> {
  if (recipe.network.cells.length > 0) {
    const { trainNetwork } = await import('./cell-network.ts');
    return trainNetwork(recipe, dataset, earlier, progress);
  }
  const tokenizer = new Ngrams(ngramsFile(recipe));
  const { spec, weights, float } = trainSum(recipe, dataset, earlier, progress);
  return {
    spec,
    weights,
    float,
    startToken: tokenizer.startToken,
    encode: (rows) => encodeAll(tokenizer, rows),
  };
}
