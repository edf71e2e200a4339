/** The networks whose training is measured, and a trainer of each on random tokens. */
import { type NetworkSpec, NetworkSpecSchema } from '../../model-build/network/spec.ts';
import type { Ops } from '../../model-build/ops/ops.ts';
import { Random } from '../../model-build/random/random.ts';
import { TrainingSchema } from '../../model-build/recipe/recipe.ts';
import english from '../../model-build/recipes/english.ts';
import { Lanes } from '../../model-build/train/lanes.ts';
import { Shards } from '../../model-build/train/shards.ts';
import { Trainer } from '../../model-build/train/trainer.ts';

/** Tokens of a step. */
export interface BenchSize {
  batch: number;
  window: number;
}
const SIZE: BenchSize = { batch: 64, window: 64 };
export const TOKENS_PER_STEP = SIZE.batch * SIZE.window;
const SIZES = { vocabulary: 4096, embedding: 256, embeddingScale: 4 };

const layers = (cell: string, count: number) => new Array<string>(count).fill(cell);
const residual = (cell: string) => ({
  cells: layers(cell, 4),
  hidden: 384,
  block: 'residual',
  feedForward: 512,
});

/** The recurrent stacks have the sizes of bench/peers/pytorch.py. */
const NETWORKS: Record<string, object> = {
  gru: { cells: layers('gru', 2), hidden: 512 },
  lstm: { cells: layers('lstm', 2), hidden: 512 },
  'gated-linear': residual('gated-linear'),
  rnn: { cells: layers('rnn', 2), hidden: 512 },
  'lstm-gru': { cells: ['lstm', 'gru'], hidden: 512 },
  perceptron: { cells: ['perceptron'], hidden: 256, window: 8 },
  mlp: { ...residual('mlp'), window: 8 },
  cnn: { ...residual('cnn'), window: 2 },
  /** The model itself. */
  english: english.network,
};

/** `shards`: threads that share a step (see model-build/train/shards.ts); 1 leaves all cores to BLAS. */
export function benchTrainer(
  ops: Ops,
  name: string,
  { shards = 1, size = SIZE }: { shards?: number; size?: BenchSize } = {},
): { trainer: Trainer; lanes: Lanes } {
  if (!(name in NETWORKS))
    throw new RangeError(`got ${name}, wanted one of ${Object.keys(NETWORKS).join(', ')}`);
  const { batch, window } = size;
  const spec: NetworkSpec = NetworkSpecSchema.parse({ ...SIZES, ...NETWORKS[name] });
  const plan = TrainingSchema.parse({
    backend: 'wasm',
    tokens: 1e9,
    batch,
    window,
    learningRate: 1e-3,
    warmup: 100,
  });
  const random = new Random(1);
  const tokens = Uint16Array.from(
    { length: batch * window * 8 + batch },
    () => random.next() % spec.vocabulary,
  );
  const trainer = new Trainer(ops, spec, plan, 1, 0);
  if (shards > 1) trainer.shards = new Shards('wasm', spec, plan, shards);
  return { trainer, lanes: new Lanes(tokens, batch, window) };
}
