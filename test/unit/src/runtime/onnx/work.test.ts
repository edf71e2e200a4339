/** The work of a step, counted from its graph: what the manifest says of every network, and what a lie leaves out. */
import { describe, expect, it } from 'vitest';
import { multiplyAccumulates as ofSpec } from '../../../../../model-build/network/size.ts';
import { floatTwin } from '../../../../../model-build/onnx/float-twin.ts';
import { buildStepGraph } from '../../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../../model-build/quantize/quantize.ts';
import { readOnnx } from '../../../../../src/runtime/onnx/read.ts';
import { multiplyAccumulates } from '../../../../../src/runtime/onnx/work.ts';
import { readModels } from '../../../../fixtures/models.ts';
import { NETWORKS } from '../../../../fixtures/networks.ts';
import { randomWeights } from '../../../../fixtures/random-model.ts';
import { MODELS_DIR } from '../../../../fixtures/shipped-models.ts';

describe.each(Object.entries(NETWORKS))('the step graph of %s', (_, spec) => {
  const weights = randomWeights(spec, 3);

  it('holds the products of its network, in int8 as in float32', () => {
    expect(multiplyAccumulates(buildStepGraph(spec, quantize(spec, weights)))).toBe(ofSpec(spec));
    expect(multiplyAccumulates(readOnnx(floatTwin(spec, weights)))).toBe(ofSpec(spec));
  });
});

it('counts a matrix as often as it is used', () => {
  const spec = NETWORKS['two grus'];
  const graph = buildStepGraph(spec, quantize(spec, randomWeights(spec, 3)));
  const product = graph.nodes.find(({ operator }) => operator === 'MatMulInteger')!;
  const size = graph.initializers.get(product.inputs[1]!)!.data.length;
  graph.nodes.push({ ...product, name: 'again', outputs: ['again'] });
  expect(multiplyAccumulates(graph)).toBe(ofSpec(spec) + size);
});

it('is what the manifests of the shipped models say', () => {
  for (const { name, onnx, manifest } of readModels(MODELS_DIR, [])) {
    const counted = multiplyAccumulates(readOnnx(onnx));
    expect([name, counted]).toEqual([name, manifest.architecture.multiplyAccumulates]);
  }
});
