/**
 * Singular values of the matrices that take a state to the next: by how much a step can stretch or shrink what is
 * remembered, before activations and gates have their say.
 */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { GATES, type NetworkSpec, type Weights } from '../network/spec.ts';

export interface Spectrum {
  layer: number;
  gate: string;
  /** `[hidden]`, the largest first. */
  values: number[];
}

/** One for each gate of each layer that has a recurrent kernel. */
export function spectra(spec: NetworkSpec, weights: Weights): Spectrum[] {
  const { hidden } = spec;
  return spec.cells.flatMap((cell, layer) => {
    const kernel = weights.get(`layer${layer}.state.kernel`);
    if (!kernel) return [];
    const whole = Matrix.from1DArray(hidden, kernel.shape[1], kernel.values);
    return GATES[cell].map((gate, i) => {
      const block = whole.subMatrix(0, hidden - 1, i * hidden, (i + 1) * hidden - 1);
      const { diagonal } = new SingularValueDecomposition(block, {
        computeLeftSingularVectors: false,
        computeRightSingularVectors: false,
      });
      return { layer, gate, values: diagonal };
    });
  });
}
