import { recipe } from '../recipe/recipe.ts';
import { ENGLISH_SCHEDULE } from './shared/english-schedule.ts';
import { ENGLISH_LONG } from './shared/mixtures.ts';

export default recipe({
  name: 'english',
  version: '0.8.0',
  description:
    'English as people write it: e-mail, support, forums, handbooks, how-to articles, posts, textbooks; encyclopaedia prose and spoken English too',
  // Another than those of the versions before, so that other documents are read.
  seed: 19,
  // Those of 0.5.0, which the table's rows stand for: decision 0015.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  data: ENGLISH_LONG,
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
  // Two fifths of a step's time less, for 0.07 % more bits: decision 0024.
  activations: 'int8',
  training: {
    // What a GPU read in six minutes: docs/rented-gpu.md.
    tokens: 506_068_992,
    startFrom: 'models/english/0.7.1',
    ...ENGLISH_SCHEDULE,
    batch: 256,
    window: 128,
    warmup: 100,
    decayFrom: 0.1,
  },
  // 64 million of 0.5.0, 195.5 on a GPU, 19.5 of two parts and half a million of 0.7.0.
  earlierTokens: 279_500_000,
  card: {
    earlier:
      'weights made by this pipeline from those of 0.5.0, widened: 195.5 million tokens of the same corpora in seven minutes on one NVIDIA H200, then 20 million on two cores, averaged with what they began from: 0.7.1',
    weaknesses: [
      '**A help desk shows through.** After a line break, and after a beginning of one or two words, it often goes on as a message to a help desk does: "I have a problem with the", messages, buttons, accounts. docs/samples.md counts how many of 200 beginnings that have nothing to do with it end in a browser; of weights that had read all of the help desk, twenty.',
      '**Lists, code and headings.** It says the items of a list again, and goes on with a comment in code as prose: lists and code were taken out of most of what it read.',
      '**The same words again.** It says what stands in the sentence once more: "the error message says that the error message".',
      '**By heart.** EVALUATION.md has the longest stretches of its completions that stand in what its last run read, beside those that held-out text shares with it, by corpus. It had read letters about four times before that; what that teaches by heart is in decision 0015.',
      '**Letters are synthetic**: politer and more alike than what people write.',
    ],
  },
});
