/** Prose in English, another language, code, or data: what a gate before an English model wants to know. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'kind',
  version: '0.2.0',
  description:
    'Tells English prose from other languages, from code and from data (tables, logs, keys, lists): a gate before a model that completes English.',
  seed: 1,
  data: {
    table: 'kind',
    licence:
      'CC BY 2.0 FR (Tatoeba), CC BY-SA 4.0 (NTREX), CC BY 4.0 (SMS, banking77, GoEmotions); of the corpora CC BY-SA 3.0 and 4.0, CC BY 3.0 and 4.0, CC0, OGL, MIT, Apache-2.0, BSD-3-Clause, public domain; MIT (sources)',
    origin:
      'Tatoeba.org and NTREX-128 (languages), SMS Spam Collection, banking77, GoEmotions and the corpora email, support, forum, help, blog and work (English); code is made by the recipe and taken from the sources of this repository as they were, data are made by the recipe',
    made: {
      languages: 'languages',
      prose: ['sms-spam', 'banking77', 'sentiment'],
      corpora: ['email', 'support', 'forum', 'help', 'blog', 'work'],
      sources: ['src', 'web', 'model-build', 'scripts', 'test', 'bench', 'packages', 'examples'],
    },
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
      '**Made code and data.** Most are of common turns in sixteen languages and a dozen formats, with random names: rare ones may pass for something else, and the figures above are easier than life. Of windows of real programs that it never saw, in eleven languages, it took a tenth for something else, half of which were comments: docs/classify.md.',
      '**Comments.** A window that holds little but a comment reads as what it is: prose.',
      '**Mixed texts.** Prose about code, and a question with a log in it, have no one answer.',
    ],
  },
});
