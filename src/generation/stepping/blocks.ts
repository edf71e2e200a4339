/**
 * Several tokens, or several states, at once where the model can, one at a time where it cannot. A block's weights are
 * walked through once, so eight tokens cost about as much as four steps; the bits are those of single steps.
 */
import type { State, StepModel } from '../../contract/step-model.ts';

/** Most tokens or states of one call. */
export const rowsOf = (model: StepModel): number => model.rows ?? 1;

/** `StepModel.read`; without it `tokens` is one token. */
export async function readBlock(
  model: StepModel,
  tokens: readonly number[],
  state: State,
  wanted: 'none' | 'last' | 'all',
  byModel = false,
): Promise<readonly Float32Array[]> {
  if (model.read) return model.read(tokens, state, wanted, byModel);
  const logits = await model.step(tokens[0]!, state, byModel);
  return wanted === 'none' ? [] : [logits];
}

/** `StepModel.stepMany`; without it `tokens` is one token. */
export async function stepBlock(
  model: StepModel,
  tokens: readonly number[],
  states: readonly State[],
  byModel = false,
): Promise<readonly Float32Array[]> {
  if (model.stepMany) return model.stepMany(tokens, states, byModel);
  return [await model.step(tokens[0]!, states[0]!, byModel)];
}
