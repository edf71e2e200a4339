/** How large a network a text deserves. */
import type { Recipe } from '../recipe/recipe.ts';

export interface Plan {
  vocabulary: number;
  network: Recipe['network'];
  batch: number;
  window: number;
  learningRate: number;
}

/**
 * Text of at least `bytes` gets this: sizes that about double their work from row to row. Small text is learned by
 * heart by a large network, and a large vocabulary leaves each piece too few examples.
 */
const SIZES = [
  { bytes: 0, vocabulary: 384, embedding: 64, hidden: 96, layers: 2, batch: 8 },
  { bytes: 200_000, vocabulary: 1024, embedding: 96, hidden: 144, layers: 2, batch: 16 },
  { bytes: 2_000_000, vocabulary: 2048, embedding: 160, hidden: 240, layers: 3, batch: 32 },
  { bytes: 20_000_000, vocabulary: 4096, embedding: 256, hidden: 384, layers: 4, batch: 64 },
];

/** Past this many readings a network learns its text by heart and writes worse. */
export const MOST_READINGS = 8;
const WINDOW = 64;
/** Text that the tokenizer is trained on: of more, pieces change little. */
export const SAMPLE_BYTES = 30_000_000;
export const SEED = 1;
/** A piece stands for about so many bytes; more with a larger vocabulary. */
const BYTES_A_TOKEN = 2.6;

export function planFor(trainBytes: number): Plan {
  const { vocabulary, embedding, hidden, layers, batch } = SIZES.findLast(
    ({ bytes }) => trainBytes >= bytes,
  )!;
  return {
    vocabulary,
    network: {
      embedding,
      // The table starts at deviation 0.05: times 4, the first layer sees inputs of a useful size.
      embeddingScale: 4,
      cells: new Array<'gated-linear'>(layers).fill('gated-linear'),
      hidden,
      block: 'residual',
      feedForward: 2 * embedding,
      activation: 'tanh',
    },
    batch,
    window: WINDOW,
    learningRate: 3e-3,
  };
}

/** Tokens to train on: what the minutes allow, but no more readings of the text than do it good, and one step at least. */
export function tokensFor(
  trainBytes: number,
  tokensPerSecond: number,
  minutes: number,
  { batch, window }: Pick<Plan, 'batch' | 'window'>,
): number {
  const readable = (MOST_READINGS * trainBytes) / BYTES_A_TOKEN;
  return Math.round(Math.max(batch * window, Math.min(readable, tokensPerSecond * 60 * minutes)));
}
