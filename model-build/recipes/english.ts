import { ENGLISH } from '../mixtures.ts';
import { recipe } from '../recipe.ts';

export default recipe({
  name: 'english',
  version: '0.2.0',
  description:
    'General English: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  seed: 1,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a table of 1 MB in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 256,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 384,
    block: 'residual',
  },
  training: {
    tokens: 10_000_000,
    // 2048 tokens a step: with few tokens to see, more steps are worth more than steadier ones.
    batch: 32,
    window: 64,
    // Gradients of a linear recurrence cannot explode, so the rate may be high.
    learningRate: 3e-3,
    warmup: 200,
    decayFrom: 0.6,
    averaging: 0.998,
  },
});
