import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepGraph } from '../../../../../model-build/onnx/step-graph.ts';
import { writeOnnx } from '../../../../../model-build/onnx/write.ts';
import { quantize } from '../../../../../model-build/quantize/quantize.ts';
import { type Attribute, type Graph, OnnxError, type Tensor } from '../../../../../src/runtime/onnx/graph.ts';
import { readOnnx } from '../../../../../src/runtime/onnx/read.ts';
import { stepInterface } from '../../../../../src/runtime/onnx/step-interface.ts';
import { openReference } from '../../../../../src/runtime/reference.ts';
import { RANDOM_SPEC, randomNumbers, randomWeights } from '../../../../fixtures/random-model.ts';

const MODEL = stepGraph(RANDOM_SPEC, quantize(RANDOM_SPEC, randomWeights(RANDOM_SPEC, 2)));

const tensors: fc.Arbitrary<Tensor> = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
  .chain((shape) => {
    const length = shape.reduce((product, n) => product * n, 1);
    const bytes = fc.uint8Array({ minLength: 8 * length, maxLength: 8 * length });
    return bytes.chain((raw) =>
      fc.constantFrom<Tensor>(
        { type: 'float32', shape, data: Float32Array.from(raw.slice(0, length)) },
        { type: 'uint8', shape, data: raw.slice(0, length) },
        { type: 'int8', shape, data: new Int8Array(raw.slice(0, length).buffer) },
        { type: 'int32', shape, data: new Int32Array(raw.slice(0, 4 * length).buffer) },
        { type: 'int64', shape, data: new BigInt64Array(raw.slice().buffer) },
      ),
    );
  });

const attributes: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({ type: fc.constant('int' as const), value: fc.maxSafeInteger() }),
  fc.record({ type: fc.constant('ints' as const), value: fc.array(fc.maxSafeInteger()) }),
  fc.record({ type: fc.constant('float' as const), value: fc.float({ noNaN: true }) }),
  fc.record({ type: fc.constant('floats' as const), value: fc.array(fc.float({ noNaN: true })) }),
  fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'grapheme' }) }),
  fc.record({ type: fc.constant('strings' as const), value: fc.array(fc.string()) }),
);

/** A chain of nodes, each reading the value before it and an initializer. */
const graphs: fc.Arbitrary<Graph> = fc
  .record({
    name: fc.string(),
    initializers: fc.array(tensors, { minLength: 1, maxLength: 5 }),
    nodes: fc.array(fc.dictionary(fc.string(), attributes, { maxKeys: 3, noNullPrototype: true }), {
      maxLength: 5,
    }),
  })
  .map(({ name, initializers, nodes }) => ({
    name,
    initializers: new Map(initializers.map((tensor, i) => [`weight ${i}`, tensor])),
    nodes: nodes.map((attributes, i) => ({
      operator: `Operator${i}`,
      domain: i % 2 ? 'com.example' : '',
      name: `node ${i}`,
      inputs: [`value ${i}`, '', 'weight 0'],
      outputs: [`value ${i + 1}`],
      attributes: new Map(Object.entries(attributes)),
    })),
    inputs: [{ name: 'value 0', type: 'int32', shape: [1] }],
    outputs: [{ name: `value ${nodes.length}`, type: 'float32', shape: [1, 2 ** 31 - 1] }],
  }));

describe('reading ONNX', () => {
  it('reads back what was written, whatever the graph', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(readOnnx(writeOnnx(graph))).toEqual(graph);
      }),
    );
  });

  it('reads a file that lies at an odd place in memory', () => {
    const shifted = new Uint8Array(MODEL.length + 1);
    shifted.set(MODEL, 1);
    expect(readOnnx(shifted.subarray(1))).toEqual(readOnnx(MODEL));
    expect(readOnnx(Buffer.from(MODEL))).toEqual(readOnnx(MODEL));
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < MODEL.length; length += length < 3000 ? 1 : 97) {
      expect(() => readOnnx(MODEL.subarray(0, length)), `${length} bytes`).toThrow(OnnxError);
    }
  });

  it('answers any flipped bits with a graph or an OnnxError, and then runs or refuses', async () => {
    const random = randomNumbers(7);
    for (let i = 0; i < 2000; i++) {
      const bytes = MODEL.slice();
      for (let flips = 1 + (i % 3); flips > 0; flips--) {
        // Half of them in the structure at the start, where a flip does more than change a weight.
        const range = flips % 2 ? 3000 : bytes.length;
        bytes[Math.trunc(random() * range)] ^= 1 << Math.trunc(8 * random());
      }
      let model: ReturnType<typeof openReference>;
      try {
        model = openReference(bytes);
      } catch (error) {
        if (!(error instanceof OnnxError || error instanceof RangeError)) throw error;
        continue;
      }
      const stepped = await model.step(0, model.initialState()).catch((error: unknown) => error);
      if (
        !(stepped instanceof Float32Array || stepped instanceof OnnxError || stepped instanceof RangeError)
      ) {
        throw stepped;
      }
    }
  }, 60_000);

  it.each<[string, (graph: Graph) => void, RegExp]>([
    [
      'a weight with fewer bytes than its shape',
      (g) => (weight(g).shape = [257, 17]),
      /table: got 4112 bytes, wanted 4369/,
    ],
    [
      'a shape that no memory holds',
      (g) => (weight(g).shape = [2 ** 31 - 1, 2 ** 31 - 1]),
      /wanted 4611686\d+/,
    ],
    ['a dimension beyond 31 bits', (g) => (weight(g).shape = [2 ** 31]), /dimension 0 is 2147483648/],
    ['a dimension of zero', (g) => (weight(g).shape = [0]), /dimension 0 is 0/],
    ['too many dimensions', (g) => (weight(g).shape = new Array(9).fill(1)), /more than 8 dimensions/],
    ['nodes out of order', (g) => g.nodes.reverse(), /is not known here/],
    ['a node that reads itself', (g) => (g.nodes[0].inputs[0] = g.nodes[0].outputs[0]), /is not known here/],
    ['a value made twice', (g) => g.nodes.push(g.nodes[0]), /is made twice/],
    [
      'an output that nothing makes',
      (g) => (g.outputs[0].name = 'nothing'),
      /output nothing: no node makes it/,
    ],
  ])('refuses %s', (_, damage, message) => {
    const graph = readOnnx(MODEL);
    damage(graph);
    expect(() => readOnnx(writeOnnx(graph))).toThrow(OnnxError);
    expect(() => readOnnx(writeOnnx(graph))).toThrow(message);
  });

  it('refuses weights in any other form than raw bytes', () => {
    const tensor = new BinaryWriter();
    tensor.tag(1, WireType.Varint).int64(1).tag(2, WireType.Varint).int32(1);
    tensor.tag(4, WireType.LengthDelimited).fork().float(1).join();
    const model = new BinaryWriter();
    model.tag(7, WireType.LengthDelimited).fork();
    model.tag(5, WireType.LengthDelimited).bytes(tensor.finish()).join();
    expect(() => readOnnx(model.finish())).toThrow(/holds float_data, wanted raw_data/);
  });

  it('refuses more nodes than any network has before they fill the memory', () => {
    const node = Uint8Array.of(0x0a, 0x00);
    const many = new Uint8Array(2 * 30_000);
    for (let i = 0; i < many.length; i += 2) many.set(node, i);
    const model = new BinaryWriter();
    model.tag(7, WireType.LengthDelimited).bytes(many);
    expect(() => readOnnx(model.finish())).toThrow(/more than 20000 nodes/);
  });
});

describe('the step interface', () => {
  it.each<[string, (graph: Graph) => void, RegExp]>([
    [
      'another token type',
      (g) => (g.inputs[0].type = 'int64'),
      /got token: int64 \[1\], wanted token: int32 \[1\]/,
    ],
    ['a missing state output', (g) => g.outputs.pop(), /1 go in, 0 come out/],
    [
      'a state that changes its size',
      (g) => (g.outputs[1].shape = [1, 31]),
      /got next_state_0: float32 \[1,31\]/,
    ],
    [
      'a huge state',
      (g) => {
        g.inputs[1].shape = [1, 2 ** 24];
        g.outputs[1].shape = [1, 2 ** 24];
      },
      /state_0: 16777216 elements, wanted at most/,
    ],
  ])('refuses %s', (_, damage, message) => {
    const graph = readOnnx(MODEL);
    damage(graph);
    expect(() => stepInterface(graph)).toThrow(message);
  });
});

function weight(graph: Graph): Tensor {
  return graph.initializers.get('table')!;
}
