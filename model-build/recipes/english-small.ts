import { recipe } from '../recipe/recipe.ts';
import { ENGLISH_SCHEDULE } from './shared/english-schedule.ts';
import { ENGLISH_SPOKEN } from './shared/mixtures.ts';

export default recipe({
  name: 'english-small',
  version: '0.3.0',
  description:
    'General English in two megabytes: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  // Another than 0.1.0's and 0.2.0's, so that other documents are read.
  seed: 3,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a third of this model in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH_SPOKEN,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 160,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 240,
    block: 'residual',
  },
  training: {
    tokens: 30_000_000,
    startFrom: 'models/english-small/0.2.0',
    warmup: 100,
    ...ENGLISH_SCHEDULE,
    // Gradients reach twice as far back as before, at the same number of tokens a step.
    batch: 16,
    window: 128,
    // What it begins from is past the noisy part: a long way down leaves more than a long plateau.
    decayFrom: 0.1,
  },
  // 10 million of 0.1.0 and 4 of 0.2.0.
  earlierTokens: 14_000_000,
});
