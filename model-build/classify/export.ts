/** From trained weights to the int8 step graph as it is served: its temperature, or its units, in the head's weights. */
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { stepGraph } from '../onnx/step-graph.ts';
import { type QuantizedWeights, quantize } from '../quantize/quantize.ts';
import type { Scale } from './targets.ts';

/** What is done to the logits. */
export interface Finish {
  /** They are divided by it. */
  temperature?: number;
  /** They are multiplied by the deviation and moved by the mean. */
  scale?: Scale;
  /** Added to them, `[outputs]`, after the division. */
  shifts?: readonly number[];
}

/** Weights in int8, as they are. */
export const quantized = (spec: NetworkSpec, weights: Weights): QuantizedWeights => quantize(spec, weights);

/**
 * The bytes of the graph. Only the head's scales and bias change, which are float32: no weight is rounded again, and the
 * order of the logits stays what it was measured to be.
 */
export function finished(
  spec: NetworkSpec,
  weights: QuantizedWeights,
  { temperature = 1, scale, shifts }: Finish,
): Uint8Array {
  const head = weights.matrices.get('head.kernel')!;
  const bias = weights.vectors.get('head.bias')!;
  const factor = (i: number) => (scale ? scale.deviation[i] : 1) / temperature;
  const scales = head.scales.map((value, i) => value * factor(i));
  const values = bias.values.map(
    (value, i) => value * factor(i) + (scale?.mean[i] ?? 0) + (shifts?.[i] ?? 0),
  );
  return stepGraph(spec, {
    matrices: new Map(weights.matrices).set('head.kernel', { ...head, scales }),
    vectors: new Map(weights.vectors).set('head.bias', { ...bias, values }),
  });
}
