/**
 * Does onnxruntime fuse our quantized products? Times the step graph as exported against the same graph written with
 * onnxruntime's own `com.microsoft.DynamicQuantizeMatMul`, interleaved, one thread, in onnxruntime-web. `node bench/fusion.ts`
 */

import { type NetworkSpec, NetworkSpecSchema } from '../model-build/network/spec.ts';
import { buildStepGraph } from '../model-build/onnx/step-graph.ts';
import { writeOnnx } from '../model-build/onnx/write.ts';
import { quantize } from '../model-build/quantize/quantize.ts';
import { openOrt } from '../model-build/runtimes/ort.ts';
import type { StepModel } from '../src/contract/step-model.ts';
import type { Graph, Node } from '../src/runtime/onnx/graph.ts';
import { randomWeights } from '../test/fixtures/random-model.ts';

const ROUNDS = 40;
const STEPS_A_ROUND = 50;

const NETWORKS: Record<string, NetworkSpec> = {
  'gru 640x2, vocabulary 8192': NetworkSpecSchema.parse({
    vocabulary: 8192,
    embedding: 320,
    cells: ['gru', 'gru'],
    hidden: 640,
  }),
  'lstm 512x1, vocabulary 4096': NetworkSpecSchema.parse({
    vocabulary: 4096,
    embedding: 256,
    cells: ['lstm'],
    hidden: 512,
  }),
  'gated-linear 384x4 residual, vocabulary 4096': NetworkSpecSchema.parse({
    vocabulary: 4096,
    embedding: 256,
    cells: new Array(4).fill('gated-linear'),
    hidden: 384,
    block: 'residual',
    feedForward: 384,
  }),
};

for (const [name, spec] of Object.entries(NETWORKS)) {
  const graph = buildStepGraph(spec, quantize(spec, randomWeights(spec, 1)));
  const plain = await openOrt(writeOnnx(graph));
  const fused = await openOrt(writeOnnx(withFusedProducts(graph)));
  const times: { plain: number[]; fused: number[] } = { plain: [], fused: [] };
  await time(plain);
  await time(fused);
  for (let round = 0; round < ROUNDS; round++) {
    times.plain.push(await time(plain));
    times.fused.push(await time(fused));
  }
  const [a, b] = [median(times.plain), median(times.fused)];
  console.log(
    `${name}: plain ${a.toFixed(3)} ms, fused ${b.toFixed(3)} ms a step, ratio ${(a / b).toFixed(3)}`,
  );
}

/** Milliseconds a step. */
async function time(model: StepModel): Promise<number> {
  const state = model.initialState();
  const started = performance.now();
  for (let i = 0; i < STEPS_A_ROUND; i++) await model.step((i * 37) % model.vocabulary, state);
  return (performance.now() - started) / STEPS_A_ROUND;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The same graph with every quantized product as one `DynamicQuantizeMatMul(x, weights, scale, zero, bias)`. */
function withFusedProducts(graph: Graph): Graph {
  const reader = (value: string): Node => graph.nodes.find((node) => node.inputs.includes(value))!;
  const replaced = new Map<Node, Node | null>();
  for (const quantizer of graph.nodes.filter((node) => node.operator === 'DynamicQuantizeLinear')) {
    const product = reader(quantizer.outputs[0]);
    const cast = reader(product.outputs[0]);
    const scales = reader(quantizer.outputs[1]);
    const scaled = reader(cast.outputs[0]);
    const after = reader(scaled.outputs[0]);
    const hasBias = after?.operator === 'Add' && graph.initializers.has(after.inputs[1]);
    const last = hasBias ? after : scaled;
    for (const node of [quantizer, product, cast, scales, scaled]) replaced.set(node, null);
    replaced.set(last, {
      operator: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      name: product.name,
      inputs: [quantizer.inputs[0], product.inputs[1], scales.inputs[1], '', hasBias ? after.inputs[1] : ''],
      outputs: last.outputs,
      attributes: new Map(),
    });
  }
  return {
    ...graph,
    nodes: graph.nodes
      .map((node) => (replaced.has(node) ? replaced.get(node) : node))
      .filter((node): node is Node => !!node),
  };
}
