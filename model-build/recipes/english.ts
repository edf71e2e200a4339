import { recipe } from '../recipe.ts';

const wikipedia = { licence: 'CC BY-SA 3.0', origin: 'English Wikipedia, 2015 dump, prose paragraphs' };
const changelog = { licence: 'CC BY-SA 4.0', origin: 'The Changelog podcast transcripts' };
const digital = { licence: 'public domain', origin: 'digital.gov' };
const dialogue = { licence: 'CC BY-SA 4.0', origin: 'Schema-Guided Dialogue' };
const eltec = { licence: 'public domain', origin: 'ELTeC-eng, novels of 1840-1920' };

export default recipe({
  name: 'english',
  version: '0.1.0',
  description:
    'General English: encyclopaedia prose, spoken technical English, novels, dialogue, plain web pages',
  seed: 1,
  // 4096 pieces are 3.4 bytes a token on this mixture, and a table of 1 MB in int8.
  tokenizer: { kind: 'bpe', vocabulary: 4096, sampleBytes: 30_000_000 },
  // Held-out wiki and talk are what is judged; the small corpora would otherwise be read several times over.
  data: [
    { corpus: 'wiki', share: 0.48, ...wikipedia },
    { corpus: 'talk', share: 0.29, ...changelog },
    { corpus: 'novels', share: 0.1, ...eltec },
    { corpus: 'government', share: 0.07, ...digital },
    { corpus: 'service', share: 0.06, ...dialogue },
  ],
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
