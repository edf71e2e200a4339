import { describe, expect, it } from 'vitest';
import { floatTwin } from '../../../../model-build/onnx/float-twin.ts';
import { stepGraph } from '../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../model-build/quantize/quantize.ts';
import { openReference } from '../../../../src/runtime/reference.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import { plainForward } from '../../../fixtures/plain-network.ts';
import { RANDOM_SPEC, randomWeights } from '../../../fixtures/random-model.ts';

const weights = randomWeights(RANDOM_SPEC, 4);
const bytes = stepGraph(RANDOM_SPEC, quantize(RANDOM_SPEC, weights));

describe('the reference runtime', () => {
  it('keeps no memory but the state it is given', async () => {
    const model = openReference(bytes);
    const states = [model.initialState(), model.initialState()];
    const alone: number[][] = [];
    for (const token of [1, 2, 3]) alone.push([...(await model.step(token, states[0]))]);
    for (const [i, token] of [1, 2, 3].entries()) {
      expect([...(await model.step(token, states[1]))]).toEqual(alone[i]);
      await model.step(99, model.initialState());
    }
    expect(states[1]).toEqual(states[0]);
  });

  it('starts from zeros', () => {
    expect(openReference(bytes).initialState()).toEqual([new Float32Array(RANDOM_SPEC.hidden)]);
  });

  it('refuses a token outside of the vocabulary', async () => {
    const model = openReference(bytes);
    await expect(model.step(257, model.initialState())).rejects.toThrow('row 257, wanted 0 to 256');
  });

  it('runs a float32 twin that has none of the recurrent operators', async () => {
    const spec = NETWORKS['residual gated-linear'];
    const float = randomWeights(spec, 6);
    const model = openReference(floatTwin(spec, float));
    const state = model.initialState();
    const expected = plainForward(spec, float, [3, 1, 4]).logits;
    for (const [i, token] of [3, 1, 4].entries()) {
      const logits = await model.step(token, state);
      for (const [k, value] of logits.entries()) expect(value).toBeCloseTo(expected[i][k], 4);
    }
  });

  it('names an operator that it does not know', () => {
    expect(() => openReference(floatTwin(RANDOM_SPEC, weights))).toThrow(/does not know the operator GRU/);
  });
});
