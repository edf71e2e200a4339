/** What is tried for a person's table: sums of n-grams from small to large, then networks that see the order of characters. */
import type { Question } from './answers.ts';
import type { ClassifierRecipe, ClassifierRecipeInput } from './recipe.ts';

/** A network and how it is trained: what a recipe adds to its data. */
export type Candidate = Pick<ClassifierRecipeInput, 'tokenizer' | 'network' | 'training'> & {
  /** For people. */
  label: string;
};

/** Numbers of an n-gram: few where little is asked, for then more buckets are worth more. */
const SUMS = [
  { embedding: 4, buckets: 4096, many: false },
  { embedding: 8, buckets: 2048, many: true },
  { embedding: 8, buckets: 8192, many: true },
  { embedding: 4, buckets: 36_000, many: false },
  { embedding: 16, buckets: 14_000, many: true },
  { embedding: 32, buckets: 8000, many: true },
];
/** From so many names on they need an embedding that tells them apart. */
const MANY_NAMES = 10;
/** Of a small table more readings are made. */
const READ_TEXTS = 200_000;
const [FEWEST_READINGS, MOST_READINGS] = [6, 20];

/** Candidates in the order in which they are tried: what trains fast first. */
export function candidatesFor({ names }: Question, rows: number): Candidate[] {
  const epochs = Math.max(FEWEST_READINGS, Math.min(MOST_READINGS, Math.round(READ_TEXTS / rows)));
  const many = names.length >= MANY_NAMES;
  const sums = SUMS.filter((sum) => (many ? sum.many : true)).map(
    ({ embedding, buckets }): Candidate => ({
      label: `sum of n-grams, ${embedding} numbers in ${buckets} buckets`,
      tokenizer: { kind: 'ngrams', buckets },
      network: { embedding, cells: [], hidden: 1, pool: ['mean'] },
      training: { epochs, learningRate: 0.01, dropout: 0.5 },
    }),
  );
  return [...sums, ...NETWORKS.map((network) => overBytes(network, Math.min(epochs, 8)))];
}

const RESIDUAL = {
  embedding: 48,
  embeddingScale: 4,
  block: 'residual' as const,
  pool: ['max' as const, 'mean' as const],
};
const NETWORKS: { label: string; network: ClassifierRecipe['network'] }[] = [
  {
    label: 'cnn',
    network: { ...RESIDUAL, cells: ['cnn', 'cnn'], hidden: 64, window: 3, activation: 'tanh' },
  },
  {
    label: 'gated-linear',
    network: { ...RESIDUAL, cells: ['gated-linear', 'gated-linear'], hidden: 96, activation: 'tanh' },
  },
  { label: 'gru', network: { ...RESIDUAL, cells: ['gru'], hidden: 96, activation: 'tanh' } },
];

function overBytes({ label, network }: (typeof NETWORKS)[number], epochs: number): Candidate {
  return {
    label: `${label} over bytes`,
    tokenizer: { kind: 'bytes' },
    network,
    training: { epochs, batch: 16, learningRate: 0.003, dropout: 0.1 },
  };
}
