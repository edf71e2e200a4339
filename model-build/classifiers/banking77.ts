/** A worked example of docs/classify.md; its weights are not shipped. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'banking77',
  version: '0.1.0',
  description: 'Which of 77 questions a customer asks a bank.',
  seed: 1,
  data: {
    table: 'banking77',
    licence: 'CC BY 4.0',
    origin: 'PolyAI-LDN/task-specific-datasets, Casanueva et al. 2020 (arXiv:2003.04807)',
  },
  tokenizer: { kind: 'ngrams', buckets: 8000 },
  network: sumOf(32),
  training: { epochs: 20, learningRate: 0.01, dropout: 0.5 },
});
