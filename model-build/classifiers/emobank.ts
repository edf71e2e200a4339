/**
 * Valence, arousal and dominance of a sentence, from 1 to 5. A worked example of docs/classify.md; its weights are not
 * shipped. What words feel like is learned from `sentiment` first: valence .49 without, .52 with it.
 */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'emobank',
  version: '0.1.0',
  description: 'How pleasant, how roused and how much in control a sentence sounds, each from 1 to 5.',
  seed: 1,
  data: { table: 'emobank', licence: 'CC BY-SA 4.0', origin: 'EmoBank, Buechel and Hahn 2017 (E17-2092)' },
  earlier: [
    {
      table: 'sentiment',
      licence: 'CC BY 4.0',
      origin: 'GoEmotions, Demszky et al. 2020 (arXiv:2005.00547)',
      epochs: 4,
      dropout: 0.5,
    },
  ],
  tokenizer: { kind: 'ngrams', buckets: 24_000, characters: [2, 5] },
  network: sumOf(8),
  training: { epochs: 14, learningRate: 0.01, dropout: 0.6 },
});
