import { ENGLISH_SCHEDULE } from '../english-schedule.ts';
import { ENGLISH_CONTINUED } from '../mixtures.ts';
import { recipe } from '../recipe.ts';

export default recipe({
  name: 'english',
  version: '0.4.0',
  description:
    'General English: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  // Another than 0.2.0's and 0.3.0's, so that other documents are read.
  seed: 3,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a table of 1 MB in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH_CONTINUED,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 256,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 384,
    block: 'residual',
  },
  training: {
    // After the 10 million of 0.2.0 and the 14 million of 0.3.0.
    tokens: 12_000_000,
    startFrom: 'models/english/0.3.0',
    warmup: 200,
    ...ENGLISH_SCHEDULE,
    // What it begins from is past the noisy part: a long way down leaves more than a long plateau.
    decayFrom: 0.3,
  },
});
