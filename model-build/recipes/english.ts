import { ENGLISH } from '../mixtures.ts';
import { recipe } from '../recipe.ts';

export default recipe({
  name: 'english',
  version: '0.1.0',
  description:
    'General English: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  seed: 1,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a table of 1 MB in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH,
  // The table starts at deviation 0.05: times 4, the first cell sees inputs of a useful size.
  network: { embedding: 256, embeddingScale: 4, cells: ['gru', 'gru'], hidden: 512 },
  training: {
    tokens: 9_000_000,
    batch: 64,
    window: 64,
    learningRate: 2e-3,
    warmup: 200,
    decayFrom: 0.6,
    // Gradients of a GRU over 64 steps reach a norm of 1 to 3 early on; beyond that they are noise.
    clip: 1,
    averaging: 0.998,
  },
});
