/** Trains what a recipe describes: a sum of n-grams by its own trainer, any other network by tfjs. */
import { Ngrams } from '../../src/text/ngrams.ts';
import type { Dataset } from './dataset.ts';
import type { TrainedNetwork } from './evaluate.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { encodeAll, ngramsFile, type Progress, trainSum } from './sum-network.ts';
import { taughtBy, teacherRecipe } from './teacher.ts';

/** A table that comes before. */
export interface Earlier {
  dataset: Dataset;
  epochs: number;
  /** In place of the recipe's. */
  dropout?: number;
}

/** Throws what `trainNetwork` and `taughtBy` throw. */
export async function trainClassifier(
  recipe: ClassifierRecipe,
  table: Dataset,
  earlier: readonly Earlier[],
  progress?: Progress,
): Promise<TrainedNetwork> {
  const { teacher } = recipe;
  const dataset = teacher
    ? taughtBy(await trainClassifier(teacherRecipe(recipe), table, [], progress), table, teacher.share)
    : table;
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
