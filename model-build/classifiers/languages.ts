/** 36 languages. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'languages',
  version: '0.2.0',
  description:
    'Tells 36 languages apart, in texts from a few words on: a gate before a model that knows one of them.',
  seed: 1,
  data: {
    table: 'languages',
    licence: 'CC BY 2.0 FR (Tatoeba) and CC BY-SA 4.0 (NTREX)',
    origin: 'Tatoeba.org, as of facebookresearch/LASER, and NTREX-128 (Microsoft)',
  },
  tokenizer: { kind: 'ngrams', buckets: 8000 },
  network: sumOf(32),
  training: {
    epochs: 12,
    learningRate: 0.01,
    dropout: 0.5,
    // A gate meets text that is half typed.
    cut: { chance: 0.3, characters: [6, 40] },
  },
  passes: ['en'],
  card: {
    weaknesses: [
      '**Neighbours.** Norwegian and Danish, Croatian and Slovenian, Slovak and Czech are told apart last; see the table of mistakes.',
      '**Other languages.** What it never saw it takes for the nearest of its own, often with a low score: set a `threshold`.',
      '**Names, codes, mixed text.** A text of names or of two languages has no one answer here.',
    ],
  },
});
