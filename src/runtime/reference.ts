/** The reference runtime: what an int8 step graph means, one operator after the other. Slow, plain, and right. */
import type { State, StepModel } from '../contract/step-model.ts';
import { type Graph, type Node, OnnxError } from './onnx/graph.ts';
import { readOnnx } from './onnx/read.ts';
import { stepInterface } from './onnx/step-interface.ts';
import { OPERATORS } from './reference/operators.ts';
import type { Computed } from './reference/tensors.ts';

/**
 * Opens the bytes of a step graph.
 * @throws OnnxError when they are damaged, are no step graph, or use an operator that the reference does not know.
 */
export function openReference(bytes: Uint8Array): StepModel {
  return new ReferenceModel(readOnnx(bytes));
}

class ReferenceModel implements StepModel {
  readonly vocabulary: number;
  readonly runtime = 'reference';
  readonly #states: number[];
  readonly #nodes: Node[];
  readonly #constants: Map<string, Computed>;

  constructor(graph: Graph) {
    const { vocabulary, states } = stepInterface(graph);
    this.vocabulary = vocabulary;
    this.#states = states;
    this.#constants = new Map(
      [...graph.initializers].map(([name, { shape, data }]) => [
        name,
        { shape, data: Float32Array.from(data as ArrayLike<number | bigint>, Number) },
      ]),
    );
    this.#nodes = graph.nodes.filter((node) => !this.#fold(node));
  }

  initialState(): State {
    return this.#states.map((size) => new Float32Array(size));
  }

  async step(token: number, state: State): Promise<Float32Array> {
    const values = new Map(this.#constants);
    values.set('token', { shape: [1], data: Float32Array.of(token) });
    state.forEach((data, i) => {
      values.set(`state_${i}`, { shape: [1, data.length], data });
    });
    for (const node of this.#nodes) run(node, values);
    state.forEach((data, i) => {
      data.set(result(values, `next_state_${i}`, data.length));
    });
    return result(values, 'logits', this.vocabulary);
  }

  dispose(): void {
    this.#constants.clear();
  }

  /** Runs a node now when all that it reads is constant; says whether it did. */
  #fold(node: Node): boolean {
    operatorOf(node);
    if (!node.inputs.every((input) => this.#constants.has(input))) return false;
    run(node, this.#constants);
    return true;
  }
}

function run(node: Node, values: Map<string, Computed>): void {
  // An omitted input can only be a trailing one here: no operator of the table has an optional one before that.
  const inputs = node.inputs.filter((input) => input !== '').map((input) => values.get(input)!);
  const operator = operatorOf(node);
  if (inputs.length < operator.inputs) {
    throw new OnnxError(
      `node ${node.name} (${node.operator}): ${inputs.length} inputs, wanted ${operator.inputs}`,
    );
  }
  const results = operator.run(inputs, node.attributes);
  node.outputs.forEach((output, i) => {
    if (results[i] === undefined) {
      throw new OnnxError(`node ${node.name} (${node.operator}): has no output ${i}`);
    }
    values.set(output, results[i]);
  });
}

function operatorOf(node: Node) {
  const operator = node.domain === '' ? OPERATORS.get(node.operator) : undefined;
  if (!operator) {
    throw new OnnxError(
      `node ${node.name}: the reference does not know the operator ${node.domain}${node.operator}`,
    );
  }
  return operator;
}

/** A graph output's numbers. @throws OnnxError when they are not as many as the graph promised. */
function result(values: Map<string, Computed>, name: string, size: number): Float32Array {
  const { data } = values.get(name)!;
  if (data.length !== size) throw new OnnxError(`${name}: got ${data.length} numbers, wanted ${size}`);
  return data;
}
