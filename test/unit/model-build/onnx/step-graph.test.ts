import { describe, expect, it } from 'vitest';
import { buildStepGraph, stepGraph } from '../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../model-build/quantize/quantize.ts';
import type { Graph, Node } from '../../../../src/runtime/onnx/graph.ts';
import { readOnnx } from '../../../../src/runtime/onnx/read.ts';
import { stepInterface } from '../../../../src/runtime/onnx/step-interface.ts';
import { openReference } from '../../../../src/runtime/reference.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import { dequantized, plainForward } from '../../../fixtures/plain-network.ts';
import { randomWeights } from '../../../fixtures/random-model.ts';

const TOKENS = [0, 7, 36, 7, 7, 12, 1, 30, 2, 19];

describe.each(Object.entries(NETWORKS))('the int8 step graph of %s', (_, spec) => {
  const quantized = quantize(spec, randomWeights(spec, 5));
  const graph = buildStepGraph(spec, quantized);

  it('computes what the definition says, logits and states', async () => {
    const expected = plainForward(spec, dequantized(spec, quantized), TOKENS);
    const model = openReference(stepGraph(spec, quantized));
    const state = model.initialState();
    for (const [i, token] of TOKENS.entries()) {
      expectClose(await model.step(token, state), expected.logits[i]);
    }
    expect(state.map((vector) => vector.length)).toEqual(expected.states.map((vector) => vector.length));
    for (const [i, vector] of state.entries()) expectClose(vector, expected.states[i]);
  });

  it('has the interface of a step', () => {
    const { vocabulary, states } = stepInterface(readOnnx(stepGraph(spec, quantized)));
    expect(vocabulary).toBe(spec.vocabulary);
    expect(states).toEqual(plainForward(spec, randomWeights(spec, 1), [0]).states.map((s) => s.length));
  });

  it('writes every quantized product as onnxruntime fuses it', () => {
    const quantizers = graph.nodes.filter((node) => node.operator === 'DynamicQuantizeLinear');
    const products = graph.nodes.filter((node) => node.operator === 'MatMulInteger');
    expect(quantizers).toHaveLength(products.length);
    for (const { outputs } of quantizers) {
      const [rounded, scale, zero] = outputs.map((output) => readersOf(graph, output));
      expect([rounded.length, scale.length, zero.length]).toEqual([1, 1, 1]);
      expect(zero).toEqual(rounded);
      expect(rounded[0].operator).toBe('MatMulInteger');
      expect(scale[0].operator).toBe('Mul');
      expect(scale[0].inputs[0]).toBe(outputs[1]);
      expect(graph.initializers.get(scale[0].inputs[1])?.type).toBe('float32');
      expect(readersOf(graph, rounded[0].outputs[0]).map((node) => node.operator)).toEqual(['Cast']);
    }
  });

  it('adds every constant as the second input', () => {
    const additions = graph.nodes.filter((node) => node.operator === 'Add');
    expect(additions.filter((node) => graph.initializers.has(node.inputs[0]))).toEqual([]);
  });

  it('holds the table once, in int8', () => {
    const tables = [...graph.initializers.values()].filter(
      ({ shape }) => shape.length === 2 && shape.includes(spec.vocabulary),
    );
    expect(tables.map(({ type, shape }) => ({ type, shape }))).toEqual([
      { type: 'int8', shape: [spec.vocabulary, spec.embedding] },
    ]);
  });

  it('comes out byte for byte the same twice', () => {
    const again = stepGraph(spec, quantize(spec, randomWeights(spec, 5)));
    expect(Buffer.from(again).equals(stepGraph(spec, quantized))).toBe(true);
  });
});

function readersOf(graph: Graph, value: string): Node[] {
  return graph.nodes.filter((node) => node.inputs.includes(value));
}

/** Relative to the largest value: the reference rounds each operator's result to float32. */
function expectClose(actual: Float32Array, expected: ArrayLike<number>): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < actual.length; i++)
    expect(Math.abs(actual[i] - expected[i])).toBeLessThan(2e-5 * scale);
}
