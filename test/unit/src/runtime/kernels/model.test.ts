/** Planned models against the reference: the same int8 weights, teacher-forced on the same tokens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkSpec } from '../../../../../model-build/network/spec.ts';
import { buildStepGraph, stepGraph } from '../../../../../model-build/onnx/step-graph.ts';
import { writeOnnx } from '../../../../../model-build/onnx/write.ts';
import { quantize } from '../../../../../model-build/quantize/quantize.ts';
import { openKernelModel } from '../../../../../src/runtime/kernels/model.ts';
import type { Graph } from '../../../../../src/runtime/onnx/graph.ts';
import { openReference } from '../../../../../src/runtime/reference.ts';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { NETWORKS } from '../../../../fixtures/networks.ts';
import { randomModelFiles, randomWeights } from '../../../../fixtures/random-model.ts';

/**
 * 16-bit activations against floats, over 60 steps of a network with random weights, in units of the logits' spread.
 * Measured over the networks below: 2.7e-4 at worst, where onnxruntime's 8-bit ones err by 4.8e-2.
 */
const TOLERANCE = 1e-3;

const open = (onnx: Uint8Array) => openKernelModel(KERNELS_MODULE, onnx);
const onnxOf = (spec: NetworkSpec) => stepGraph(spec, quantize(spec, randomWeights(spec, 5)));
const tokensOf = ({ vocabulary }: NetworkSpec) =>
  Array.from({ length: 60 }, (_, i) => (i * 7919) % vocabulary);
/** Root mean square distance from the mean. */
function spread(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe.each(Object.entries(NETWORKS))('%s', (_, spec) => {
  const onnx = onnxOf(spec);

  it('follows the reference', async () => {
    const model = open(onnx);
    const reference = openReference(onnx);
    const state = model.initialState();
    const wantedState = reference.initialState();
    for (const token of tokensOf(spec)) {
      const logits = await model.step(token, state);
      const wanted = await reference.step(token, wantedState);
      const unit = spread(wanted);
      for (const [i, value] of wanted.entries()) {
        expect(Math.abs(logits[i] - value) / unit).toBeLessThan(TOLERANCE);
      }
    }
    expect(state.map(({ length }) => length)).toEqual(wantedState.map(({ length }) => length));
  });

  it('reads a text in blocks to the same bits as token by token, however it is cut', async () => {
    const tokens = tokensOf(spec);
    const [model, stepped] = [open(onnx), open(onnx)];
    const states = [stepped.initialState()];
    const logits: Float32Array[] = [];
    for (const token of tokens) {
      const state = states[states.length - 1].map((values) => values.slice());
      logits.push((await stepped.step(token, state)).slice());
      states.push(state);
    }
    const block = fc.record({ size: fc.integer({ min: 1, max: model.rows! }), wanted: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { minLength: tokens.length, maxLength: tokens.length }),
        async (cuts) => {
          const state = model.initialState();
          for (let from = 0, i = 0; from < tokens.length; i++) {
            const some = tokens.slice(from, from + cuts[i].size);
            const wanted = (['none', 'last', 'all'] as const)[cuts[i].wanted];
            const got = await model.read!(some, state, wanted);
            from += some.length;
            const first = { none: from, last: from - 1, all: from - some.length }[wanted];
            expect(got).toEqual(logits.slice(first, from));
            expect(state).toEqual(states[from]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('steps many states to the same bits as one by one, whatever they have read', async () => {
    const [model, alone] = [open(onnx), open(onnx)];
    const token = fc.nat(spec.vocabulary - 1);
    const text = fc.array(token, { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text, token }), { minLength: 1, maxLength: model.rows! }),
        async (rows) => {
          const states = rows.map(() => alone.initialState());
          for (const [i, { text }] of rows.entries()) {
            for (const token of text) await alone.step(token, states[i]);
          }
          const copies = states.map((state) => state.map((values) => values.slice()));
          const logits = await model.stepMany!(
            rows.map(({ token }) => token),
            copies,
          );
          for (const [i, { token }] of rows.entries()) {
            expect(logits[i]).toEqual(await alone.step(token, states[i]));
            expect(copies[i]).toEqual(states[i]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('answers from the state alone, not from what it did before', async () => {
    const model = open(onnx);
    const fresh = open(onnx);
    const state = model.initialState();
    for (const token of tokensOf(spec)) await model.step(token, state);
    const before = state.map((values) => values.slice());
    const logits = (await model.step(3, state)).slice();
    expect(await fresh.step(3, before)).toEqual(logits);
    expect(before).toEqual(state);
  });
});

const SPEC = NETWORKS['two grus'];

it('takes little more memory than its weights, the table held once', () => {
  const spec = { ...SPEC, vocabulary: 4096, embedding: 128, hidden: 64 };
  const onnx = onnxOf(spec);
  expect(open(onnx).memoryBytes).toBeLessThan(onnx.length + 200_000);
});

it('refuses a token outside its vocabulary, and works on', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  for (const token of [-1, SPEC.vocabulary, 0.5, Number.NaN]) {
    await expect(model.step(token, state)).rejects.toThrow(RangeError);
  }
  expect((await model.step(0, state)).every(Number.isFinite)).toBe(true);
});

it('refuses more rows than it has, and none', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  const tooMany = new Array<number>(model.rows! + 1).fill(0);
  await expect(model.read!(tooMany, state, 'last')).rejects.toThrow(RangeError);
  await expect(model.read!([], state, 'last')).rejects.toThrow(RangeError);
  await expect(
    model.stepMany!(
      tooMany,
      tooMany.map(() => state),
    ),
  ).rejects.toThrow(RangeError);
  await expect(model.read!([0, SPEC.vocabulary], state, 'none')).rejects.toThrow(RangeError);
});

it('gives its memory back, and says so when it is used after that', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  model.dispose();
  expect(model.memoryBytes).toBe(0);
  await expect(model.step(0, state)).rejects.toThrow('disposed');
});

it('does not keep the bytes it was opened from', async () => {
  const onnx = onnxOf(SPEC);
  const model = open(onnx);
  const first = (await model.step(1, model.initialState())).slice();
  onnx.fill(0);
  expect(await model.step(1, model.initialState())).toEqual(first);
});

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
