/** What a network is, apart from its numbers: the contract between training, export and people. */
import { z } from 'zod';

const size = z.number().int().positive();

export const CellSchema = z.enum(['gru', 'lstm', 'rnn', 'gated-linear']);
export type Cell = z.infer<typeof CellSchema>;

/**
 * A language model over tokens. `table` is `[vocabulary, embedding]`, shared by input and output:
 *
 *     x = embeddingScale * table[token]                     [embedding]
 *     x = layer_i(x)                                        for every cell of `cells`
 *     y = output(x)                                         [embedding]
 *     logits = y . transpose(table) + logits.bias           [vocabulary]
 *
 * `block: 'plain'` stacks bare cells; `output` is a linear map `[hidden, embedding]` with bias.
 * `block: 'residual'` keeps a stream of width `embedding` and adds to it (see block.ts); `output` is an RMS norm.
 */
export const NetworkSpecSchema = z.object({
  vocabulary: size,
  embedding: size,
  embeddingScale: z.number().positive().default(1),
  cells: z.array(CellSchema).min(1),
  hidden: size,
  block: z.enum(['plain', 'residual']).default('plain'),
  /** Inner width of the gated feed-forward of a residual block. Unused by plain stacks. */
  feedForward: size.optional(),
  /** Elman cells only. */
  activation: z.enum(['tanh', 'relu', 'linear']).default('tanh'),
});
export type NetworkSpec = z.infer<typeof NetworkSpecSchema>;

/** A named array of numbers, row-major. */
export interface Weight {
  shape: number[];
  values: Float32Array;
}
export type Weights = Map<string, Weight>;

/** Gates of a cell, in the order in which its kernels hold them. */
export const GATES: Record<Cell, readonly string[]> = {
  gru: ['update', 'reset', 'candidate'],
  lstm: ['input', 'forget', 'candidate', 'output'],
  rnn: ['candidate'],
  'gated-linear': ['forget', 'input', 'output'],
};

/** Name and shape of every weight of a network, in a fixed order. */
export function weightShapes(spec: NetworkSpec): Map<string, number[]> {
  const { vocabulary, embedding, hidden, cells, block } = spec;
  const shapes = new Map<string, number[]>([['table', [vocabulary, embedding]]]);
  cells.forEach((cell, i) => {
    const residual = block === 'residual';
    const inputs = residual || i === 0 ? embedding : hidden;
    const gates = GATES[cell].length * hidden;
    const name = `layer${i}`;
    if (residual) {
      shapes.set(`${name}.norm.gain`, [embedding]);
      shapes.set(`${name}.shift`, [embedding]);
    }
    shapes.set(`${name}.input.kernel`, [inputs, gates]);
    shapes.set(`${name}.input.bias`, [gates]);
    if (cell !== 'gated-linear') shapes.set(`${name}.state.kernel`, [hidden, gates]);
    if (cell === 'gru') shapes.set(`${name}.state.bias`, [gates]);
    if (residual) {
      const inner = spec.feedForward ?? 2 * embedding;
      shapes.set(`${name}.merge.kernel`, [hidden, embedding]);
      shapes.set(`${name}.feed.norm.gain`, [embedding]);
      shapes.set(`${name}.feed.up.kernel`, [embedding, 2 * inner]);
      shapes.set(`${name}.feed.down.kernel`, [inner, embedding]);
    }
  });
  if (block === 'residual') shapes.set('output.norm.gain', [embedding]);
  else {
    shapes.set('output.kernel', [hidden, embedding]);
    shapes.set('output.bias', [embedding]);
  }
  shapes.set('logits.bias', [vocabulary]);
  return shapes;
}
