/** A model whose logits a test writes, with one number of state. */
import type { State, StepModel } from '../../src/contract/step-model.ts';

export function scriptedModel(
  vocabulary: number,
  logits: (token: number, state: State) => Float32Array,
): StepModel {
  return {
    vocabulary,
    runtime: 'scripted',
    initialState: () => [new Float32Array(1)],
    step: async (token, state) => logits(token, state),
    dispose() {},
  };
}
