/**
 * How many raters would call a comment toxic, and in which way. A worked example of docs/classify.md; its weights are not
 * shipped. It learns from shares of raters, which say more than a yes or a no.
 */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'toxic',
  version: '0.1.0',
  description:
    'Seven ways in which a comment on a news site may be toxic, each with the share of raters who would say so.',
  seed: 1,
  data: {
    table: 'toxicity',
    licence: 'CC0',
    origin: 'Civil Comments, Borkan et al. 2019 (arXiv:1903.04561)',
  },
  kind: 'labels',
  tokenizer: { kind: 'ngrams', buckets: 36_000, characters: [1, 5] },
  network: sumOf(4),
  training: { epochs: 16, learningRate: 0.01, dropout: 0.6 },
  card: {
    weaknesses: [
      '**Groups.** Comments that name a group of people are toxic more often in its table, so the name alone counts against a comment.',
      '**Half of its table is toxic**, by choice of the sampler; eight in a hundred are in the wild. Tell `priors`.',
    ],
  },
});
