/** A graph's outside as a step: `(token, state_0, ...) -> (logits, next_state_0, ...)`. */
import { type Graph, OnnxError, type Value } from './graph.ts';

/** Inputs and outputs of a step graph. */
export interface StepInterface {
  /** Rows of the table that tokens are looked up in. */
  tokens: number;
  /** Length of the logits: of a language model as many as tokens. */
  vocabulary: number;
  /** Length of each state, in order. */
  states: number[];
}

/** Largest state or vocabulary, in elements: a hostile shape must not become a huge allocation. */
const LARGEST = 2 ** 20;

/** @throws OnnxError when the graph's inputs and outputs are not a step's, by name, order, type or shape. */
export function stepInterface(graph: Graph): StepInterface {
  const [token, ...states] = graph.inputs;
  const [logits, ...next] = graph.outputs;
  expect(token, 'token', 'int32', [1]);
  expect(logits, 'logits', 'float32', [1, size(logits)]);
  if (next.length !== states.length) {
    throw new OnnxError(`states: ${states.length} go in, ${next.length} come out, wanted as many`);
  }
  states.forEach((state, i) => {
    expect(state, `state_${i}`, 'float32', [1, size(state)]);
    expect(next[i], `next_state_${i}`, 'float32', [1, size(state)]);
  });
  return { tokens: tokenRows(graph), vocabulary: size(logits), states: states.map(size) };
}

/** Rows of the table that the token is looked up in; as many as logits where there is none. */
export function tokenRows({ nodes, initializers, outputs }: Graph): number {
  const lookup = nodes.find(({ operator, inputs }) => operator === 'Gather' && inputs[1] === 'token');
  return initializers.get(lookup?.inputs[0] ?? '')?.shape[0] ?? size(outputs[0]);
}

function size(value: Value | undefined): number {
  return value?.shape[1] ?? 0;
}

function expect(value: Value | undefined, name: string, type: Value['type'], shape: number[]): void {
  const wanted = `${name}: ${type} [${shape}]`;
  if (!value) throw new OnnxError(`got nothing, wanted ${wanted}`);
  if (value.name !== name || value.type !== type || String(value.shape) !== String(shape)) {
    throw new OnnxError(`got ${value.name}: ${value.type} [${value.shape}], wanted ${wanted}`);
  }
  const largest = shape.at(-1) ?? 0;
  if (largest > LARGEST) throw new OnnxError(`${name}: ${largest} elements, wanted at most ${LARGEST}`);
}
