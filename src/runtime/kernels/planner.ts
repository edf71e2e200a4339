/** From an ONNX step graph to a plan: checks every shape on the way, and names what it cannot do. */
import { elements, type Graph, type Node, type Tensor } from '../onnx/graph.ts';
import { stepInterface } from '../onnx/step-interface.ts';
import { UnsupportedGraph } from '../runtime.ts';
import type { Meaning, Product } from './meaning.ts';
import * as opcode from './opcodes.ts';
import { type Matrix, type Operation, type Plan, type Vector, wholeBuffer } from './plan.ts';
import { RULES } from './rules.ts';
import { schedule } from './schedule.ts';

/**
 * @throws OnnxError when the graph is no step graph, UnsupportedGraph when it holds something that is not known here;
 * the message names the node and its operator.
 */
export function planGraph(graph: Graph): Plan {
  const { tokens, vocabulary, states: sizes } = stepInterface(graph);
  const states = sizes.map((size) => wholeBuffer(size));
  const planner = new Planner(graph, tokens, states);
  const nextStates = states.map(({ size }, i) => planner.output(`next_state_${i}`, size));
  const logits = planner.output('logits', vocabulary);
  return { ...schedule(planner.operations, states, nextStates, logits), tokens, states, nextStates, logits };
}

/** Beyond this, activations would keep fewer than 9 bits: their sums must fit 32. */
const MOST_INPUTS = 65_536;

/** Walks the nodes. Rules (rules.ts) ask it for what values mean and give it operations. */
export class Planner {
  readonly tokens: number;
  readonly operations: Operation[] = [];
  readonly #meanings = new Map<string, Meaning>();
  readonly #matrices = new Map<Tensor, { rows?: Matrix; columns?: Matrix }>();
  readonly #constants = new Map<Tensor, Vector>();
  #node: Node | undefined;

  constructor(graph: Graph, tokens: number, states: readonly Vector[]) {
    this.tokens = tokens;
    this.#meanings.set('token', { kind: 'token' });
    for (const [i, vector] of states.entries()) this.#meanings.set(`state_${i}`, { kind: 'vector', vector });
    for (const [name, tensor] of graph.initializers) this.#meanings.set(name, { kind: 'constant', tensor });
    for (const node of graph.nodes) this.#walk(node);
    this.#node = undefined;
  }

  #walk(node: Node): void {
    this.#node = node;
    const rule = node.domain === '' ? RULES.get(node.operator) : undefined;
    if (!rule) this.refuse('the kernels do not know this operator');
    const inputs = node.inputs.map((name) => this.#meanings.get(name));
    const missing = inputs.indexOf(undefined);
    if (missing >= 0) this.refuse(`input ${missing} is left out`);
    const results = rule(this, inputs as Meaning[], node);
    if (results.length < node.outputs.length) this.refuse(`has no output ${results.length}`);
    for (const [i, name] of node.outputs.entries()) this.#meanings.set(name, results[i]!);
  }

  /** A graph output, made real. */
  output(name: string, size: number): Vector {
    const vector = this.vector(this.#meanings.get(name));
    if (vector.size !== size) throw new UnsupportedGraph(`${name}: ${vector.size} numbers, wanted ${size}`);
    return vector;
  }

  /** A value as floats in memory. */
  vector(meaning: Meaning | undefined): Vector {
    if (meaning?.kind === 'vector') return meaning.vector;
    if (meaning?.kind === 'constant') return this.constant(meaning.tensor);
    if (meaning?.kind === 'product') {
      meaning.made ??= this.product(meaning, wholeBuffer(meaning.weights.outputs, 0));
      return meaning.made;
    }
    return this.refuse(`a ${meaning?.kind ?? 'missing value'} stands where numbers are wanted`);
  }

  /** A constant vector, `[n]` or `[1, n]`. */
  constant(tensor: Tensor): Vector {
    const size = elements(tensor.shape);
    if (!(tensor.data instanceof Float32Array) || tensor.shape.at(-1) !== size) {
      this.refuse(`a constant ${tensor.type} [${tensor.shape}], wanted float32 [n]`);
    }
    const vector = this.#constants.get(tensor) ?? wholeBuffer(size, tensor.data);
    this.#constants.set(tensor, vector);
    return vector;
  }

  /** A constant int8 matrix in one of its two uses; the same matrix is packed once a use. */
  matrix(tensor: Tensor, rowsAreOutputs: boolean): Matrix {
    const [rows = 0, columns = 0] = tensor.shape;
    if (tensor.type !== 'int8' || tensor.shape.length !== 2 || !(rows > 0 && columns > 0)) {
      this.refuse(`weights are ${tensor.type} [${tensor.shape}], wanted int8 [n, m]`);
    }
    const inputs = rowsAreOutputs ? columns : rows;
    if (inputs > MOST_INPUTS) this.refuse(`a product over ${inputs} inputs, wanted at most ${MOST_INPUTS}`);
    const known = this.#matrices.get(tensor) ?? {};
    this.#matrices.set(tensor, known);
    if (rowsAreOutputs) {
      known.rows ??= { tensor, rowsAreOutputs, inputs: columns, outputs: rows };
      return known.rows;
    }
    known.columns ??= { tensor, rowsAreOutputs, inputs: rows, outputs: columns };
    return known.columns;
  }

  /** Adds an operation whose result is a new buffer of `size`. */
  emit(
    code: number,
    size: number,
    reads: Vector[],
    more: Pick<Operation, 'weights' | 'epsilon'> = {},
  ): Vector {
    const result = wholeBuffer(size);
    this.operations.push({ code, result, reads, ...more });
    return result;
  }

  /** Adds a product with its bias. */
  product({ x, weights, scale }: Product, bias: Vector): Vector {
    return this.emit(opcode.PRODUCT, weights.outputs, [x, this.constant(scale), bias], { weights });
  }

  /** @throws UnsupportedGraph that names the node at hand. */
  refuse(reason: string): never {
    const node = this.#node;
    throw new UnsupportedGraph(
      node ? `node ${node.name} (${node.domain}${node.operator}): ${reason}` : reason,
    );
  }
}
