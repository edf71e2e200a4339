/** Which runtime gets a model: by configuration, and by what the kernels know. */
import { describe, expect, it } from 'vitest';
import { buildStepGraph } from '../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../model-build/quantize/quantize.ts';
import type { Manifest } from '../../../../src/contract/manifest.ts';
import type { StepModel } from '../../../../src/contract/step-model.ts';
import { createRuntimes, type RuntimeChoice } from '../../../../src/runtime/index.ts';
import { prepareKernelModel } from '../../../../src/runtime/kernels/model.ts';
import type { RunnableArtefact, Runtime } from '../../../../src/runtime/runtime.ts';
import { KERNELS_MODULE } from '../../../fixtures/kernel-bench.ts';
import { RANDOM_SPEC } from '../../../fixtures/random-model.ts';
import { randomWeights } from '../../../fixtures/random-weights.ts';

const kernels: Runtime = {
  prepare({ graph }) {
    const { bytes, open } = prepareKernelModel(KERNELS_MODULE, graph);
    return { bytes, open: async () => open() };
  },
  memoryBytes: () => 7,
};
/** Takes anything; only its name is asked for. */
const ort: Runtime = {
  prepare: () => ({ bytes: 1, alone: true, open: async () => ({ runtime: 'ort' }) as StepModel }),
  memoryBytes: () => 40e6,
};

function artefact(operator = 'Tanh'): RunnableArtefact {
  const graph = buildStepGraph(RANDOM_SPEC, quantize(RANDOM_SPEC, randomWeights(RANDOM_SPEC, 1)));
  graph.nodes.find((node) => node.operator === 'Tanh')!.operator = operator;
  return { onnx: new Uint8Array(), graph, manifest: { name: 'm', version: '1.0.0' } as Manifest };
}

const logged: object[] = [];
const choose = (choice: RuntimeChoice, available: { kernels: Runtime; ort?: Runtime } = { kernels, ort }) =>
  createRuntimes(choice, available, (event, fields) => logged.push({ event, ...fields }));
const runtimeOf = async (choice: RuntimeChoice, operator?: string) =>
  (await choose(choice).prepare(artefact(operator)).open()).runtime;

it('auto takes the kernels where it can', async () => {
  expect(await runtimeOf('auto')).toBe('kernels');
});

it('auto takes onnxruntime for an operator that the kernels do not know, and logs which', async () => {
  expect(await runtimeOf('auto', 'Softsign')).toBe('ort');
  expect(logged).toContainEqual({
    event: 'runtime_fallback',
    model: 'm/1.0.0',
    runtime: 'ort',
    reason: expect.stringContaining('(Softsign)'),
  });
});

it('ort takes onnxruntime always', async () => {
  expect(await runtimeOf('ort')).toBe('ort');
});

describe('without a runtime that can', () => {
  it.each([
    ['kernels is chosen', () => choose('kernels')],
    ['the build has no onnxruntime', () => choose('auto', { kernels })],
  ])('a model is refused, and its operator named, when %s', (_, runtimes) => {
    const prepare = () => runtimes().prepare(artefact('Softsign'));
    expect(prepare).toThrow(expect.objectContaining({ code: 'model_incompatible' }));
    expect(prepare).toThrow('Softsign');
  });

  it('a choice that the build cannot meet is a fault of the settings', () => {
    expect(() => choose('ort', { kernels })).toThrow(expect.objectContaining({ code: 'misconfigured' }));
  });
});

it('a graph that is no step graph is corrupt, and goes to no other runtime', () => {
  const broken = artefact();
  broken.graph.inputs.pop();
  expect(() => choose('auto').prepare(broken)).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
});

it('takes the heap of onnxruntime off what models may take together', () => {
  expect(choose('auto').limitBytes()).toBe(60e6);
  expect(choose('auto').memoryBytes()).toBe(40e6 + 7);
  expect(choose('kernels', { kernels }).limitBytes()).toBe(100e6);
});
