/** Step graphs that say what a text is: the same from the definition, the reference and the kernels, however they are fed. */
import { describe, expect, it } from 'vitest';
import { multiplyAccumulates } from '../../../../model-build/network/size.ts';
import { NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import { floatTwin } from '../../../../model-build/onnx/float-twin.ts';
import { stepGraph } from '../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../model-build/quantize/quantize.ts';
import { openOrt } from '../../../../model-build/runtimes/ort.ts';
import { openKernelModel } from '../../../../src/runtime/kernels/model.ts';
import { readOnnx } from '../../../../src/runtime/onnx/read.ts';
import { stepInterface } from '../../../../src/runtime/onnx/step-interface.ts';
import { openReference } from '../../../../src/runtime/reference.ts';
import { KERNELS_MODULE } from '../../../fixtures/kernel-bench.ts';
import { dequantized, plainForward } from '../../../fixtures/plain-network.ts';
import { randomWeights } from '../../../fixtures/random-model.ts';

const sizes = { vocabulary: 37, embedding: 13, hidden: 11, embeddingScale: 1.5 };
const HEADS = Object.fromEntries(
  Object.entries({
    'a sum of n-grams': { cells: [], head: { outputs: 3, pool: ['mean'] } },
    'the last state of a gru': { cells: ['gru'], head: { outputs: 5, pool: ['last'] } },
    'all pools of a cnn': {
      cells: ['cnn', 'cnn'],
      window: 2,
      block: 'residual',
      head: { outputs: 2, pool: ['last', 'max', 'mean', 'gated'] },
    },
    'the maximum of an lstm': { cells: ['lstm'], head: { outputs: 1, pool: ['max'] } },
    'a gated sum of gated-linear cells': {
      cells: ['gated-linear', 'gated-linear'],
      block: 'residual',
      head: { outputs: 40, pool: ['gated', 'last'] },
    },
  }).map(([name, spec]) => [name, NetworkSpecSchema.parse({ ...sizes, ...spec })]),
);
const TOKENS = [36, 7, 0, 7, 7, 12, 1, 30, 2, 19, 5];

describe.each(Object.entries(HEADS))('%s', (_, spec) => {
  const weights = randomWeights(spec, 5);
  const quantized = quantize(spec, weights);
  const onnx = stepGraph(spec, quantized);
  const expected = plainForward(spec, dequantized(spec, quantized), TOKENS);

  it('has as many logits as outputs, whatever the vocabulary', () => {
    const { tokens, vocabulary } = stepInterface(readOnnx(onnx));
    expect({ tokens, vocabulary }).toEqual({ tokens: 37, vocabulary: spec.head!.outputs });
  });

  it('computes what the definition says, logits and states', async () => {
    const model = openReference(onnx);
    const state = model.initialState();
    for (const [i, token] of TOKENS.entries())
      expectClose(await model.step(token, state), expected.logits[i], 2e-5);
    for (const [i, vector] of state.entries()) expectClose(vector, expected.states[i], 2e-5);
  });

  it('runs on the kernels, in blocks to the same bits as token by token', async () => {
    const [model, stepped] = [openKernelModel(KERNELS_MODULE, onnx), openKernelModel(KERNELS_MODULE, onnx)];
    const [state, steppedState] = [model.initialState(), stepped.initialState()];
    await model.read!(TOKENS.slice(0, 6), state, 'none');
    const [logits] = await model.read!(TOKENS.slice(6), state, 'last');
    let last: Float32Array | undefined;
    for (const token of TOKENS) last = await stepped.step(token, steppedState);
    expect(logits).toEqual(last);
    expect(state).toEqual(steppedState);
    expectClose(logits!, expected.logits.at(-1)!, 2e-3);
  });

  it('has a float32 twin that onnxruntime runs', async () => {
    const model = await openOrt(floatTwin(spec, weights));
    const state = model.initialState();
    const float = plainForward(spec, weights, TOKENS);
    for (const [i, token] of TOKENS.entries())
      expectClose(await model.step(token, state), float.logits[i], 1e-4);
    model.dispose();
  });
});

it('counts a row of the table as what pooling adds up', () => {
  expect(multiplyAccumulates(HEADS['a sum of n-grams'])).toBe(13 + 13 * 3);
});

it('the kernels refuse a token that is no row of the table, whatever the logits', async () => {
  const spec = HEADS['a gated sum of gated-linear cells'];
  const model = openKernelModel(KERNELS_MODULE, stepGraph(spec, quantize(spec, randomWeights(spec, 5))));
  await expect(model.step(37, model.initialState())).rejects.toThrow('token 37, wanted 0 to 36');
});

/** Relative to the largest value. */
function expectClose(actual: Float32Array, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++)
    expect(Math.abs(actual[i] - expected[i])).toBeLessThan(tolerance * scale);
}
