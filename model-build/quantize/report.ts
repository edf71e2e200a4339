/** What quantization cost each tensor, the worst one named. */
import type { Weights } from '../network/spec.ts';
import { dequantizeMatrix, type QuantizedWeights } from './quantize.ts';

/** What quantization has cost one tensor. */
export interface TensorError {
  name: string;
  /** Norm of the difference divided by the norm of the tensor (0 for a tensor of zeros). */
  relative: number;
  /** Largest difference of one weight. */
  largest: number;
}

/** Errors of every quantized matrix, the worst (by relative error) first. */
export function quantizationReport(weights: Weights, quantized: QuantizedWeights): TensorError[] {
  const errors = [...quantized.matrices].map(([name, matrix]) => {
    const before = weights.get(name)!.values;
    const after = dequantizeMatrix(matrix);
    let difference = 0;
    let norm = 0;
    let largest = 0;
    for (let i = 0; i < before.length; i++) {
      const error = Math.abs(before[i] - after[i]);
      difference += error * error;
      norm += before[i] * before[i];
      largest = Math.max(largest, error);
    }
    return { name, relative: norm === 0 ? 0 : Math.sqrt(difference / norm), largest };
  });
  return errors.sort((a, b) => b.relative - a.relative || (a.name < b.name ? -1 : 1));
}
