/** Builds a graph node by node. A value is known by its name; every operation returns the name of its result. */
import { type Attribute, type Graph, nameOf, type Tensor, type Value } from '../../src/runtime/onnx/graph.ts';

/** Attributes of an ONNX node by name. */
export type Attributes = Record<string, Attribute>;

/** Collects the nodes of an ONNX graph; a constant of one name is written once. */
export class GraphBuilder {
  readonly #graph: Graph;

  constructor(name: string) {
    this.#graph = { name, nodes: [], initializers: new Map(), inputs: [], outputs: [] };
  }

  /** Adds `output = operator(inputs)` and returns `output`. */
  op(operator: string, output: string, inputs: string[], attributes: Attributes = {}, domain = ''): string {
    this.ops(operator, [output], inputs, attributes, domain);
    return output;
  }

  /** Adds a node with several results and returns their names; an unwanted result has the empty name. */
  ops(
    operator: string,
    outputs: string[],
    inputs: string[],
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    this.#graph.nodes.push({
      operator,
      domain,
      name: nameOf(outputs),
      inputs,
      outputs,
      attributes: new Map(Object.entries(attributes)),
    });
    return outputs;
  }

  /** Adds a constant, or returns the one that already bears the name. */
  constant(name: string, tensor: Tensor): string {
    if (!this.#graph.initializers.has(name)) this.#graph.initializers.set(name, tensor);
    return name;
  }

  floats(name: string, values: Float32Array, shape: number[] = [values.length]): string {
    return this.constant(name, { type: 'float32', shape, data: values });
  }

  /** A float constant without dimensions. */
  scalar(name: string, value: number): string {
    return this.floats(name, Float32Array.of(value), []);
  }

  /** Cuts `[1, sum of sizes]` along its last axis. */
  split(value: string, outputs: string[], sizes: number[]): string[] {
    const data = BigInt64Array.from(sizes, BigInt);
    const lengths = this.constant(`split.${sizes.join('.')}`, {
      type: 'int64',
      shape: [sizes.length],
      data,
    });
    return this.ops('Split', outputs, [value, lengths], { axis: { type: 'int', value: 1 } });
  }

  input(value: Value): string {
    this.#graph.inputs.push(value);
    return value.name;
  }

  output(value: Value): void {
    this.#graph.outputs.push(value);
  }

  build(): Graph {
    return this.#graph;
  }
}
