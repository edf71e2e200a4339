/** Prose in English, another language, code, or data: what a gate before an English model wants to know. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'kind',
  version: '0.1.0',
  description:
    'Tells English prose from other languages, from code and from data (tables, logs, keys, lists): a gate before a model that completes English.',
  seed: 1,
  data: {
    table: 'kind',
    licence: 'CC BY 2.0 FR (Tatoeba), CC BY-SA 4.0 (NTREX), CC BY 4.0 (SMS, banking77, GoEmotions)',
    origin:
      'Tatoeba.org and NTREX-128 (languages), SMS Spam Collection, banking77 and GoEmotions (English); code and data are made by the recipe',
    made: { languages: 'languages', prose: ['sms-spam', 'banking77', 'sentiment'] },
  },
  tokenizer: { kind: 'ngrams', buckets: 16_000 },
  network: sumOf(8),
  training: {
    epochs: 8,
    learningRate: 0.01,
    dropout: 0.5,
    cut: { chance: 0.3, characters: [8, 60] },
  },
  passes: ['prose'],
  card: {
    weaknesses: [
      '**Made code and data.** They are of common turns in a dozen languages and formats, with random names: rare languages and formats may pass for something else, and the figures above are easier than life.',
      '**Mixed texts.** Prose about code, and a question with a log in it, have no one answer.',
    ],
  },
});
