/** What a network is, apart from its numbers: the contract between training, export and people. */
import { z } from 'zod';

const size = z.number().int().positive();

/** Kinds of layers. */
export const CellSchema = z.enum(['gru', 'lstm', 'rnn', 'gated-linear', 'perceptron', 'mlp', 'cnn']);
/** The name of one kind of layer. */
export type Cell = z.infer<typeof CellSchema>;

/** What is made of the vectors of all tokens, so that one more costs the same after ten as after a thousand: see `poolSizes`. */
export const PoolSchema = z.enum(['last', 'max', 'mean', 'gated']);
/** The name of one way to pool. */
export type Pool = z.infer<typeof PoolSchema>;

/**
 * A network over tokens. A language model's `table` is `[vocabulary, embedding]`, shared by input and output:
 *
 *     x = embeddingScale * table[token]                     [embedding]
 *     x = layer_i(x)                                        for every cell of `cells`
 *     y = output(x)                                         [embedding]
 *     logits = y . transpose(table) + logits.bias           [vocabulary], the head: head.ts
 *
 * `block: 'plain'` stacks bare cells; `output` is a linear map `[hidden, embedding]` with bias.
 * `block: 'residual'` keeps a stream of width `embedding` and adds to it (see forward.ts); `output` is an RMS norm.
 *
 * With a `head` it says of the text so far what it is, and the table is what tokens come in by only:
 *
 *     p = each of head.pool over y of all tokens, side by side    [pools * embedding]
 *     logits = p . head.kernel + head.bias                        [head.outputs]
 *
 * `last` is y; `max` the greatest, or 0; `mean` and `gated` are sums of y and of sigmoid(y . gate) * y, whose RMS norm is
 * that of their means. Without cells y is x: the sum of rows of the table, which is a linear model of what the tokens are.
 */
export const NetworkSpecSchema = z.strictObject({
  vocabulary: size,
  embedding: size,
  embeddingScale: z.number().positive().default(1),
  /** None only with a head. */
  cells: z.array(CellSchema),
  hidden: size,
  block: z.enum(['plain', 'residual']).default('plain'),
  /** Inner width of the gated feed-forward of a residual block. Unused by plain stacks. */
  feedForward: size.optional(),
  /** Elman cells only. `binary` is the sign: -1 or 1, and 0 of 0. */
  activation: z.enum(['tanh', 'relu', 'linear', 'binary']).default('tanh'),
  /**
   * Singular values that recurrent kernels start with; 1 if not said, which keeps the length of a state. Less where the
   * activation has no bound: a linear or relu state would add all its inputs up, and the loss explode with it.
   */
  recurrentSize: z.number().positive().max(1).optional(),
  /**
   * Window cells only: inputs that a cell sees at once. A perceptron's, and the first layer's of an mlp, are the last
   * `window` ones (deeper mlp layers see one); layer i of a cnn sees `window` inputs that lie window^i tokens apart.
   */
  window: size.optional(),
  head: z.strictObject({ outputs: size, pool: z.array(PoolSchema).min(1) }).optional(),
});
/** The shape of a network: with weights by name it is the network. */
export type NetworkSpec = z.infer<typeof NetworkSpecSchema>;

/** A named array of numbers, row-major. */
export interface Weight {
  shape: number[];
  values: Float32Array;
}
/** Weights by name. */
export type Weights = Map<string, Weight>;

/** Gates of a cell, in the order in which its kernels hold them. */
export const GATES: Record<Cell, readonly string[]> = {
  gru: ['update', 'reset', 'candidate'],
  lstm: ['input', 'forget', 'candidate', 'output'],
  rnn: ['candidate'],
  'gated-linear': ['forget', 'input', 'output'],
  perceptron: ['value'],
  mlp: ['value', 'gate'],
  cnn: ['value', 'gate'],
};

/** Cells that carry past inputs in place of a state of their own. */
export const WINDOW_CELLS: ReadonlySet<Cell> = new Set(['perceptron', 'mlp', 'cnn']);
/** Cells whose state meets a matrix on its way to the next one. */
export const RECURRENT_KERNELS: ReadonlySet<Cell> = new Set(['gru', 'lstm', 'rnn']);
const DEFAULT_WINDOW = 8;

/** Which of the last inputs a window cell sees: `count` of them, `dilation` tokens apart, the newest always one. */
export interface Taps {
  count: number;
  dilation: number;
}

/** The taps of a layer's cell; undefined for recurrent cells, which see one input and their own state. */
export function tapsOf(spec: NetworkSpec, layer: number): Taps | undefined {
  const cell = spec.cells[layer];
  const window = spec.window ?? DEFAULT_WINDOW;
  if (!WINDOW_CELLS.has(cell)) return undefined;
  if (cell === 'cnn') return { count: window, dilation: window ** layer };
  return { count: cell === 'mlp' && layer > 0 ? 1 : window, dilation: 1 };
}

/** Least value of a gated linear cell's forget gate, 0 in the first layer: deeper layers remember longer. */
export const forgetBound = (spec: NetworkSpec, layer: number): number =>
  (0.9 * layer) / (spec.cells.length + 1);

/** Inner width of the gated feed-forward of residual blocks. */
export const feedWidth = ({ feedForward, embedding }: NetworkSpec): number => feedForward ?? 2 * embedding;

/** Numbers that a layer's cell takes in at each step. */
export const inputsOf = ({ block, embedding, hidden }: NetworkSpec, layer: number): number =>
  block === 'residual' || layer === 0 ? embedding : hidden;

/**
 * Sizes of the states that each layer carries: a recurrent cell's vectors `[hidden]`, or a window cell's past inputs
 * `[past * inputs]`, the oldest first; then, in a residual block, the last normalised input `[embedding]`.
 */
export function stateSizes(spec: NetworkSpec): number[][] {
  return spec.cells.map((cell, layer) => {
    const taps = tapsOf(spec, layer);
    const sizes = taps
      ? [(taps.count - 1) * taps.dilation * inputsOf(spec, layer)].filter((size) => size > 0)
      : new Array<number>(cell === 'lstm' ? 2 : 1).fill(spec.hidden);
    return spec.block === 'residual' ? [...sizes, spec.embedding] : sizes;
  });
}

/** Sizes of the states that pooling carries, in the order of `head.pool`: none for `last`, one vector for each other. */
export const poolSizes = ({ head, embedding }: NetworkSpec): number[] =>
  (head?.pool ?? []).filter((pool) => pool !== 'last').map(() => embedding);

/** Sizes of all states of a step, those of the layers first. */
export const allStates = (spec: NetworkSpec): number[] => [...stateSizes(spec).flat(), ...poolSizes(spec)];

/** Length of the logits. */
export const outputsOf = ({ head, vocabulary }: NetworkSpec): number => head?.outputs ?? vocabulary;

/** Name and shape of every weight of a network, in a fixed order. */
export function weightShapes(spec: NetworkSpec): Map<string, number[]> {
  const { vocabulary, embedding, hidden, cells, block } = spec;
  const shapes = new Map<string, number[]>([['table', [vocabulary, embedding]]]);
  cells.forEach((cell, i) => {
    const residual = block === 'residual';
    const taps = tapsOf(spec, i);
    const inputs = inputsOf(spec, i) * (taps?.count ?? 1);
    const gates = GATES[cell].length * hidden;
    const name = `layer${i}`;
    if (residual) {
      shapes.set(`${name}.norm.gain`, [embedding]);
      shapes.set(`${name}.shift`, [embedding]);
    }
    shapes.set(`${name}.input.kernel`, [inputs, gates]);
    shapes.set(`${name}.input.bias`, [gates]);
    if (RECURRENT_KERNELS.has(cell)) shapes.set(`${name}.state.kernel`, [hidden, gates]);
    if (cell === 'gru') shapes.set(`${name}.state.bias`, [gates]);
    if (residual) {
      const inner = feedWidth(spec);
      shapes.set(`${name}.merge.kernel`, [hidden, embedding]);
      shapes.set(`${name}.feed.norm.gain`, [embedding]);
      shapes.set(`${name}.feed.up.kernel`, [embedding, 2 * inner]);
      shapes.set(`${name}.feed.down.kernel`, [inner, embedding]);
    }
  });
  if (block === 'residual') shapes.set('output.norm.gain', [embedding]);
  else if (cells.length > 0) {
    shapes.set('output.kernel', [hidden, embedding]);
    shapes.set('output.bias', [embedding]);
  }
  if (spec.head) setHeadShapes(shapes, spec.head, embedding);
  else shapes.set('logits.bias', [vocabulary]);
  return shapes;
}

function setHeadShapes(
  shapes: Map<string, number[]>,
  { pool, outputs }: NonNullable<NetworkSpec['head']>,
  embedding: number,
): void {
  if (pool.includes('mean')) shapes.set('head.mean.gain', [embedding]);
  if (pool.includes('gated')) {
    shapes.set('head.gate.kernel', [embedding, embedding]);
    shapes.set('head.gate.bias', [embedding]);
    shapes.set('head.gated.gain', [embedding]);
  }
  shapes.set('head.kernel', [pool.length * embedding, outputs]);
  shapes.set('head.bias', [outputs]);
}

/** Throws RangeError that names the first weight of a network that is missing from `weights`, or of another shape. */
export function proveWeights(weights: Weights, spec: NetworkSpec): void {
  for (const [name, shape] of weightShapes(spec)) {
    const given = weights.get(name);
    if (given?.shape.join() !== shape.join())
      throw new RangeError(`${name}: got ${given ? `shape [${given.shape}]` : 'nothing'}, wanted [${shape}]`);
  }
}
