import { recipe } from '../recipe/recipe.ts';
import { ENGLISH_SCHEDULE } from './shared/english-schedule.ts';
import { ENGLISH_WRITTEN } from './shared/mixtures.ts';

export default recipe({
  name: 'english',
  version: '0.6.0',
  description:
    'English as people write it: e-mail, support, forums, handbooks, how-to articles, posts, textbooks; encyclopaedia prose and spoken English too',
  // Another than those of the versions before, so that other documents are read.
  seed: 7,
  // Those of 0.5.0, which the table's rows stand for: decision 0013.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH_WRITTEN,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 256,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 384,
    block: 'residual',
    // Room that costs no state, which travels in resume tokens: 0.5.0 had 1024.
    feedForward: 1536,
  },
  training: {
    tokens: 2_600_000,
    startFrom: '../shared/weights/english/weights.fp16.safetensors',
    tokenizerFrom: 'models/english/0.5.0',
    ...ENGLISH_SCHEDULE,
    batch: 32,
    window: 128,
    warmup: 30,
    // What it begins from had come to rest: a rate of 1e-3 ends so short a run worse than it began.
    learningRate: 2e-4,
    decayFrom: 0.1,
    shards: 2,
  },
  // 64 million of 0.5.0 and 195.5 of the weights that it begins from.
  earlierTokens: 259_500_000,
});
