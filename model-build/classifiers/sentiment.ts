/** A worked example of docs/classify.md; its weights are not shipped. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'sentiment',
  version: '0.1.0',
  description: 'Whether a comment is positive, negative, ambiguous or neutral.',
  seed: 1,
  data: {
    table: 'sentiment',
    licence: 'CC BY 4.0',
    origin: 'GoEmotions, Demszky et al. 2020 (arXiv:2005.00547)',
  },
  tokenizer: { kind: 'ngrams', buckets: 24000 },
  network: sumOf(8),
  training: { epochs: 8, learningRate: 0.01, dropout: 0.5 },
});
