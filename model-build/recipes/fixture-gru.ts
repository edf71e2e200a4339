import { recipe } from '../recipe/recipe.ts';

/** The tests' model: small enough to train in a minute in plain JavaScript, real in every other way. */
export default recipe({
  name: 'fixture-gru',
  version: '1.0.0',
  description: 'A tiny GRU for golden tests, trained on the text beside it',
  seed: 7,
  tokenizer: { kind: 'bpe', vocabulary: 384, sampleBytes: 100_000 },
  data: [
    {
      corpus: 'models/fixture-gru/corpus.txt',
      share: 1,
      licence: 'MIT',
      origin: 'written for this project',
    },
  ],
  network: { embedding: 32, embeddingScale: 4, cells: ['gru', 'gru'], hidden: 48 },
  training: {
    // The cpu backend's arithmetic is JavaScript's: the same bytes on every machine with the pinned Node.
    backend: 'cpu',
    // About 30 times through the text: it may learn it by heart, a test wants steady words.
    tokens: 160_000,
    batch: 16,
    window: 16,
    learningRate: 1e-2,
    warmup: 20,
    averaging: 0.98,
    validateEvery: 200,
  },
  generation: { maxTokens: 16, temperature: 0.4, topK: 40, topP: 0.95 },
});
