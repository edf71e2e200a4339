/** Models as large as an isolate can hold a few of, of every family; their int8 weights are drawn, not quantized. */
import { type NetworkSpec, NetworkSpecSchema, weightShapes } from '../../model-build/network/spec.ts';
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import type { QuantizedWeights } from '../../model-build/quantize/quantize.ts';
import { RANDOM_SPEC, randomModelFiles } from './random-model.ts';
import { randomNumbers } from './random-weights.ts';

const large = (more: object) => NetworkSpecSchema.parse({ vocabulary: 257, embedding: 512, ...more });

/** Some 18 million weights each. */
export const LARGE_SPECS: Record<string, NetworkSpec> = {
  'large-gru': large({ cells: ['gru', 'gru'], hidden: 1280 }),
  'large-lstm': large({ cells: ['lstm', 'lstm'], hidden: 1152 }),
  'large-gated-linear': large({
    cells: ['gated-linear'],
    block: 'residual',
    embedding: 1024,
    hidden: 2048,
    feedForward: 3072,
  }),
};

/** Files of version 1.0.0 of a model over bytes, the manifest last. */
export function largeModelFiles(spec: NetworkSpec): Map<string, Uint8Array> {
  return randomModelFiles(1, RANDOM_SPEC, { spec, onnx: stepGraph(spec, drawQuantized(spec)) });
}

/** Scales keep every sum near 1, as `randomWeights` does. */
function drawQuantized(spec: NetworkSpec): QuantizedWeights {
  const random = randomNumbers(1);
  const drawn: QuantizedWeights = { matrices: new Map(), vectors: new Map() };
  for (const [name, shape] of weightShapes(spec)) {
    if (shape.length === 1) {
      drawn.vectors.set(name, { shape, values: Float32Array.from({ length: shape[0] }, random) });
      continue;
    }
    const [rows, columns] = shape;
    const values = new Int8Array(rows * columns);
    for (let i = 0; i < values.length; i++) values[i] = Math.floor(255 * random()) - 127;
    const scaleOf = name === 'table' ? 'row' : 'column';
    const scales = new Float32Array(scaleOf === 'row' ? rows : columns).fill(Math.sqrt(1 / rows) / 127);
    drawn.matrices.set(name, { shape: [rows, columns], values, scaleOf, scales });
  }
  return drawn;
}
