/** Graphs that the kernels do not know, and bytes that are none: refused, or run as the reference runs them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildStepGraph } from '../../../../../model-build/onnx/step-graph.ts';
import { writeOnnx } from '../../../../../model-build/onnx/write.ts';
import { quantize } from '../../../../../model-build/quantize/quantize.ts';
import { openKernelModel } from '../../../../../src/runtime/kernels/model.ts';
import type { Graph } from '../../../../../src/runtime/onnx/graph.ts';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { NETWORKS } from '../../../../fixtures/networks.ts';
import { randomModelFiles, randomWeights } from '../../../../fixtures/random-model.ts';

const open = (onnx: Uint8Array) => openKernelModel(KERNELS_MODULE, onnx);
const SPEC = NETWORKS['two grus'];

describe('a graph that it does not know', () => {
  const bent = (bend: (graph: Graph) => void) => {
    const graph = buildStepGraph(SPEC, quantize(SPEC, randomWeights(SPEC, 5)));
    bend(graph);
    return () => open(writeOnnx(graph));
  };
  const node = (graph: Graph, operator: string) => graph.nodes.find((found) => found.operator === operator)!;

  it('names an unknown operator and its node', () => {
    const opened = bent((graph) => {
      node(graph, 'Tanh').operator = 'Softsign';
    });
    expect(opened).toThrow(/node layer0\.candidate \(Softsign\): the kernels do not know this operator/);
  });

  it('takes no operator of another domain for its own', () => {
    const opened = bent((graph) => {
      node(graph, 'Tanh').domain = 'com.example';
    });
    expect(opened).toThrow('com.exampleTanh');
  });

  it.each<[string, (graph: Graph) => void, string]>([
    [
      'vectors of different sizes',
      (graph: Graph) => {
        node(graph, 'Sub').inputs[1] = 'layer0.a';
      },
      '11 numbers and 33, wanted as many',
    ],
    ['scales that are too few', (graph: Graph) => shorten(graph, 'layer0.input.kernel.scale'), 'scales for'],
    ['a bias that is too short', (graph: Graph) => shorten(graph, 'layer0.input.bias'), 'biases for'],
    ['a table without a row for every token', (graph: Graph) => shorten(graph, 'table'), 'rows'],
    [
      'a zero point of another vector',
      (graph: Graph) => {
        const [first, second] = graph.nodes.filter(({ operator }) => operator === 'MatMulInteger');
        second.inputs[2] = first.inputs[2];
      },
      'zero point',
    ],
    [
      'an attribute of another value',
      (graph: Graph) => node(graph, 'Split').attributes.set('axis', { type: 'int', value: 0 }),
      'axis',
    ],
    [
      'a value that is half of a product',
      (graph: Graph) => {
        node(graph, 'Tanh').inputs[0] = 'layer0.a.sum';
      },
      'a sum stands where numbers are wanted',
    ],
  ])('refuses %s', (_, bend, message) => {
    expect(bent(bend)).toThrow(message);
  });

  /** Takes the last row off a constant. */
  function shorten(graph: Graph, name: string): void {
    const tensor = graph.initializers.get(name)!;
    const [rows, ...rest] = tensor.shape;
    const size = (rows - 1) * rest.reduce((product, n) => product * n, 1);
    graph.initializers.set(name, {
      ...tensor,
      shape: [rows - 1, ...rest],
      data: tensor.data.slice(0, size),
    });
  }
});

describe('hostile bytes', () => {
  const onnx = randomModelFiles().get('model.onnx')!;
  const known = (error: unknown) =>
    error instanceof Error &&
    ['OnnxError', 'UnsupportedGraph'].includes(error.name) &&
    error.message.length > 5;

  it('mutated ten thousand times, are refused with a reason or run to an end', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(onnx.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        // Half of the changes go where there is structure rather than weights.
        fc.boolean(),
        async (changes, early) => {
          const bytes = onnx.slice();
          for (const [at, value] of changes) bytes[early ? STRUCTURE[at % STRUCTURE.length] : at] = value;
          let model: ReturnType<typeof open>;
          try {
            model = open(bytes);
          } catch (error) {
            refused++;
            expect(error).toSatisfy(known);
            return;
          }
          expect(model.memoryBytes).toBeLessThan(100e6);
          expect(await model.step(1, model.initialState())).toHaveLength(model.vocabulary);
          model.dispose();
        },
      ),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('cut off anywhere, are refused', () => {
    for (let length = 0; length < onnx.length; length += 97) {
      expect(() => open(onnx.subarray(0, length))).toThrow(expect.toSatisfy(known));
    }
  });

  it('that promise huge states are refused before anything is allocated', () => {
    const graph = buildStepGraph(SPEC, quantize(SPEC, randomWeights(SPEC, 5)));
    for (let i = 0; i < 200; i++) {
      const value = (name: string) => ({ name, type: 'float32' as const, shape: [1, 2 ** 20] });
      graph.inputs.push(value(`state_${i + 2}`));
      graph.outputs.push(value(`next_state_${i + 2}`));
      graph.nodes.push({
        operator: 'Relu',
        domain: '',
        name: `huge${i}`,
        inputs: [`state_${i + 2}`],
        outputs: [`next_state_${i + 2}`],
        attributes: new Map(),
      });
    }
    expect(() => open(writeOnnx(graph))).toThrow('more than 100000000 bytes');
  });

  it('that double a vector again and again are refused', () => {
    const graph = buildStepGraph(SPEC, quantize(SPEC, randomWeights(SPEC, 5)));
    const axis = new Map([['axis', { type: 'int' as const, value: 1 }]]);
    for (let i = 0; i < 2000; i++) {
      const from = i === 0 ? 'embedding' : `double${i - 1}`;
      graph.nodes.push({
        operator: 'Concat',
        domain: '',
        name: '',
        inputs: [from, from],
        outputs: [`double${i}`],
        attributes: axis,
      });
    }
    graph.inputs.push({ name: 'state_2', type: 'float32', shape: [1, 2 ** 19] });
    graph.outputs.push({ name: 'next_state_2', type: 'float32', shape: [1, 2 ** 19] });
    graph.nodes.push({
      operator: 'Add',
      domain: '',
      name: 'end',
      inputs: ['double1999', 'double1999'],
      outputs: ['next_state_2'],
      attributes: new Map(),
    });
    expect(() => open(writeOnnx(graph))).toThrow();
  });

  /** Positions of the bytes that are not int8 weights: every one within 200 bytes of a name. */
  const STRUCTURE = structure(onnx);
  function structure(bytes: Uint8Array): number[] {
    const letter = (byte: number) => (byte >= 97 && byte <= 122) || byte === 46 || byte === 95;
    const positions = new Set<number>();
    for (let i = 0; i + 4 < bytes.length; i++) {
      if (!bytes.subarray(i, i + 5).every(letter)) continue;
      for (let j = Math.max(0, i - 12); j < Math.min(bytes.length, i + 12); j++) positions.add(j);
    }
    return [...positions];
  }
});
