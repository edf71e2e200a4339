/** A worked example of docs/classify.md; its weights are not shipped. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'clinc150',
  version: '0.2.0',
  description: 'Which of 150 requests to an assistant, or none of them (oos).',
  seed: 1,
  data: { table: 'clinc150', licence: 'CC BY 3.0', origin: 'clinc/oos-eval, Larson et al. 2019' },
  tokenizer: { kind: 'ngrams', buckets: 6000 },
  network: sumOf(44),
  none: 'oos',
  training: { epochs: 12, learningRate: 0.01, dropout: 0.5 },
});
