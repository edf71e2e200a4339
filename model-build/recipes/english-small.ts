import { ENGLISH_SCHEDULE } from '../english-schedule.ts';
import { ENGLISH } from '../mixtures.ts';
import { recipe } from '../recipe.ts';

export default recipe({
  name: 'english-small',
  version: '0.1.0',
  description:
    'General English in two megabytes: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  seed: 1,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a third of this model in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH,
  // The table starts at deviation 0.05: times 4, the first block sees inputs of a useful size.
  network: {
    embedding: 160,
    embeddingScale: 4,
    cells: ['gated-linear', 'gated-linear', 'gated-linear', 'gated-linear'],
    hidden: 240,
    block: 'residual',
  },
  training: {
    tokens: 10_000_000,
    warmup: 200,
    ...ENGLISH_SCHEDULE,
  },
});
