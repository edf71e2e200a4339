/** Back from an int8 step graph to the weights of a network: what step-graph.ts wrote, by the same names. */
import type { Graph, Tensor } from '../../src/runtime/onnx/graph.ts';
import { type NetworkSpec, type Weights, weightShapes } from '../network/spec.ts';
import { dequantizeMatrix, quantize } from '../quantize/quantize.ts';
import { buildStepGraph } from './step-graph.ts';

/** Embedding scales closer than this are the same one after a trip through float32. */
const SCALE_TOLERANCE = 1e-5;

/**
 * The float32 weights that the graph's int8 ones stand for: half a quantization step from what was trained, at most.
 * @throws RangeError that says in what the graph is not one of `spec`.
 */
export function readStepWeights(spec: NetworkSpec, graph: Graph): Weights {
  const weights: Weights = new Map();
  for (const [name, shape] of weightShapes(spec)) {
    if (shape.length === 1) {
      weights.set(name, { shape, values: floats(graph, name, shape) });
      continue;
    }
    const [rows, columns] = shape;
    const values = constant(graph, name, 'int8', shape).data as Int8Array;
    const scaleOf = name === 'table' ? 'row' : 'column';
    const scales = floats(graph, `${name}.scale`, [scaleOf === 'row' ? rows : columns]);
    weights.set(name, {
      shape,
      values: dequantizeMatrix({ shape: [rows, columns], values, scaleOf, scales }),
    });
  }
  for (const [name, { type }] of graph.initializers)
    if (type === 'int8' && !weights.has(name)) throw new RangeError(`${name}: wanted no such weight`);
  checkEmbeddingScale(spec, graph);
  checkCells(graph, buildStepGraph(spec, quantize(spec, weights)));
  return weights;
}

/** The graph holds the table's scales twice: as they are, for the logits, and times the embedding scale. */
function checkEmbeddingScale({ vocabulary, embeddingScale }: NetworkSpec, graph: Graph): void {
  const inner = floats(graph, 'table.scale', [vocabulary]);
  const outer = floats(graph, 'table.input.scale', [vocabulary]);
  const got = outer[0] / inner[0];
  if (Math.abs(got / embeddingScale - 1) > SCALE_TOLERANCE)
    throw new RangeError(`embeddingScale: got ${Number(got.toPrecision(6))}, wanted ${embeddingScale}`);
}

/** Shapes do not tell a tanh Elman cell from a relu one; the operator that makes its next state does. */
function checkCells(graph: Graph, wanted: Graph): void {
  const operators = (of: Graph) =>
    of.outputs.map(({ name }) => of.nodes.find((node) => node.outputs.includes(name))!.operator);
  const [got, right] = [operators(graph), operators(wanted)];
  const differs = right.findIndex((operator, i) => operator !== got[i]);
  if (differs >= 0)
    throw new RangeError(
      `${wanted.outputs[differs].name}: made by ${got[differs]}, wanted ${right[differs]} (another cell or activation)`,
    );
}

function constant(graph: Graph, name: string, type: Tensor['type'], shape: readonly number[]): Tensor {
  const tensor = graph.initializers.get(name);
  const wanted = `wanted ${type} [${shape}]`;
  if (!tensor) throw new RangeError(`${name}: missing, ${wanted}`);
  if (tensor.type !== type || String(tensor.shape) !== String(shape))
    throw new RangeError(`${name}: got ${tensor.type} [${tensor.shape}], ${wanted}`);
  return tensor;
}

const floats = (graph: Graph, name: string, shape: readonly number[]): Float32Array =>
  constant(graph, name, 'float32', shape).data as Float32Array;
