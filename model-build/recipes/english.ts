import { recipe } from '../recipe/recipe.ts';
import { ENGLISH_SCHEDULE } from './shared/english-schedule.ts';
import { ENGLISH_SPOKEN } from './shared/mixtures.ts';

export default recipe({
  name: 'english',
  version: '0.5.0',
  description:
    'General English: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  // Another than those of the versions before, so that other documents are read.
  seed: 5,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a table of 1 MB in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH_SPOKEN,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 256,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 384,
    block: 'residual',
    // Room that costs no state, which travels in resume tokens: 0.4.0 had 512.
    feedForward: 1024,
  },
  training: {
    tokens: 28_000_000,
    startFrom: 'models/english/0.4.0',
    warmup: 200,
    ...ENGLISH_SCHEDULE,
    // Gradients reach twice as far back as before, and are steadier.
    window: 128,
    // What it begins from is past the noisy part: a long way down leaves more than a long plateau.
    decayFrom: 0.1,
  },
  // 10 million of 0.2.0, 14 of 0.3.0 and 12 of 0.4.0.
  earlierTokens: 36_000_000,
});
