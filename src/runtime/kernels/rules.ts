/** What each ONNX operator makes of the meanings of its inputs. An operator without a rule is not known here. */
import { type Attribute, elements, type Node, type Tensor } from '../onnx/graph.ts';
import type { Meaning } from './meaning.ts';
import * as opcode from './opcodes.ts';
import { type Vector, wholeBuffer } from './plan.ts';
import type { Planner } from './planner.ts';

type Rule = (planner: Planner, inputs: Meaning[], node: Node) => Meaning[];

/** ONNX's number of float32, the one type that values are cast to. */
const FLOAT32 = 1;

/** What each ONNX operator becomes. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['Gather', gather],
  ['Transpose', transpose],
  ['Cast', cast],
  ['DynamicQuantizeLinear', quantize],
  ['MatMulInteger', multiplyIntegers],
  ['Add', add],
  ['Sub', (planner, [a, b]) => [elementwise(planner, opcode.SUBTRACT, a, b)]],
  ['Mul', multiply],
  ['Div', divide],
  ['Pow', square],
  ['ReduceMean', mean],
  ['Sqrt', root],
  ['Sigmoid', unary(opcode.SIGMOID)],
  ['Tanh', unary(opcode.TANH)],
  ['Relu', unary(opcode.RELU)],
  ['Sign', sign],
  ['Split', split],
  ['Concat', concatenate],
]);

function gather(planner: Planner, [table, index]: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'axis', 0);
  if (table?.kind !== 'constant' || index?.kind !== 'token')
    return planner.refuse('wanted (constant, token)');
  const { tensor } = table;
  if (tensor.shape[0] !== planner.tokens) {
    planner.refuse(`${tensor.shape[0]} rows, wanted one for each of ${planner.tokens} tokens`);
  }
  if (tensor.type === 'int8') return [{ kind: 'row', table: planner.matrix(tensor, true) }];
  return [{ kind: 'rowScale', scales: tensor }];
}

function transpose(planner: Planner, [x]: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'perm', [1, 0]);
  if (x?.kind !== 'constant') return planner.refuse('wanted a constant');
  return [{ kind: 'transposed', tensor: x.tensor }];
}

/** Integers become floats on the way into a kernel. */
function cast(planner: Planner, [x]: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'to', FLOAT32);
  if (x?.kind !== 'row' && x?.kind !== 'sum') return planner.refuse('wanted a row of a table or a product');
  return [x];
}

function quantize(planner: Planner, [input]: Meaning[]): Meaning[] {
  const x = planner.vector(input);
  return [
    { kind: 'rounded', x },
    { kind: 'step', x },
    { kind: 'zero', x },
  ];
}

function multiplyIntegers(planner: Planner, [a, b, zero, ...rest]: Meaning[]): Meaning[] {
  if (a?.kind !== 'rounded' || zero?.kind !== 'zero' || zero.x !== a.x || rest.length > 0) {
    return planner.refuse('wanted (rounded x, weights, zero point of x)');
  }
  if (b?.kind !== 'constant' && b?.kind !== 'transposed') return planner.refuse('wanted constant weights');
  const weights = planner.matrix(b.tensor, b.kind === 'transposed');
  if (weights.inputs !== a.x.size)
    planner.refuse(`[1, ${a.x.size}] times [${weights.inputs}, ${weights.outputs}]`);
  return [{ kind: 'sum', x: a.x, weights }];
}

function multiply(planner: Planner, [a, b]: Meaning[]): Meaning[] {
  if (a?.kind === 'row' && b?.kind === 'rowScale') {
    const scale = planner.constant(b.scales);
    if (scale.size !== a.table.outputs) planner.refuse(`${scale.size} scales for ${a.table.outputs} rows`);
    return [vector(planner.emit(opcode.EMBED, a.table.inputs, [scale], { weights: a.table }))];
  }
  if (a?.kind === 'step' && b?.kind === 'constant') return [{ kind: 'factor', x: a.x, scale: b.tensor }];
  if (a?.kind === 'sum' && b?.kind === 'factor' && a.x === b.x) {
    const scale = planner.constant(b.scale);
    if (scale.size !== a.weights.outputs)
      planner.refuse(`${scale.size} scales for ${a.weights.outputs} outputs`);
    return [{ kind: 'product', x: a.x, weights: a.weights, scale: b.scale }];
  }
  if (a?.kind === 'unit' && b?.kind === 'constant') {
    const gain = planner.constant(b.tensor);
    if (gain.size !== a.x.size) planner.refuse(`${gain.size} gains for ${a.x.size} numbers`);
    return [vector(planner.emit(opcode.NORM, a.x.size, [a.x, gain], { epsilon: a.epsilon }))];
  }
  return [elementwise(planner, opcode.MULTIPLY, a, b)];
}

function add(planner: Planner, [a, b]: Meaning[]): Meaning[] {
  if (a?.kind === 'product' && b?.kind === 'constant' && a.made === undefined) {
    const bias = planner.constant(b.tensor);
    if (bias.size !== a.weights.outputs)
      planner.refuse(`${bias.size} biases for ${a.weights.outputs} outputs`);
    return [vector(planner.product(a, bias))];
  }
  if (a?.kind === 'mean' && b?.kind === 'constant') {
    return [{ kind: 'safe', x: a.x, epsilon: scalar(planner, b.tensor) }];
  }
  return [elementwise(planner, opcode.ADD, a, b)];
}

function square(planner: Planner, [x, exponent]: Meaning[]): Meaning[] {
  if (exponent?.kind !== 'constant' || scalar(planner, exponent.tensor) !== 2) {
    return planner.refuse('wanted the exponent 2');
  }
  return [{ kind: 'square', x: planner.vector(x) }];
}

function mean(planner: Planner, [x]: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'axes', [-1]);
  expect(planner, node, 'keepdims', 1);
  if (x?.kind !== 'square') return planner.refuse('wanted squares');
  return [{ kind: 'mean', x: x.x }];
}

function root(planner: Planner, [x]: Meaning[]): Meaning[] {
  if (x?.kind !== 'safe') return planner.refuse('wanted a mean of squares and an epsilon');
  return [{ kind: 'root', x: x.x, epsilon: x.epsilon }];
}

function divide(planner: Planner, [a, b]: Meaning[]): Meaning[] {
  if (a?.kind !== 'vector' || b?.kind !== 'root' || b.x !== a.vector) {
    return planner.refuse('wanted x divided by its root mean square');
  }
  return [{ kind: 'unit', x: b.x, epsilon: b.epsilon }];
}

/** Views of a vector: nothing is copied. */
function split(planner: Planner, [x, sizes]: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'axis', 1);
  if (sizes?.kind !== 'constant' || sizes.tensor.type !== 'int64')
    return planner.refuse('wanted constant sizes');
  const whole = planner.vector(x);
  const lengths = Array.from(sizes.tensor.data, Number);
  if (lengths.some((size) => size <= 0) || lengths.reduce((sum, size) => sum + size, 0) !== whole.size) {
    planner.refuse(`${whole.size} numbers into [${lengths}]`);
  }
  let { offset } = whole;
  return lengths.map((size) => {
    const part = vector({ buffer: whole.buffer, offset, size });
    offset += size;
    return part;
  });
}

function concatenate(planner: Planner, inputs: Meaning[], node: Node): Meaning[] {
  expect(planner, node, 'axis', 1);
  const parts = inputs.map((input) => planner.vector(input));
  const whole = wholeBuffer(parts.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const part of parts) {
    const result = { buffer: whole.buffer, offset, size: part.size };
    planner.operations.push({ code: opcode.COPY, result, reads: [part] });
    offset += part.size;
  }
  return [vector(whole)];
}

function unary(code: number): Rule {
  return (planner, [input]) => {
    const x = planner.vector(input);
    return [vector(planner.emit(code, x.size, [x]))];
  };
}

/** tanh is -1 or 1 to the last bit from 10 on: of x times this, it is the sign of every x beyond 1e-29. */
const STEEP = 1e30;

function sign(planner: Planner, [input]: Meaning[]): Meaning[] {
  const x = planner.vector(input);
  const steep = planner.emit(opcode.MULTIPLY, x.size, [x, wholeBuffer(x.size, STEEP)]);
  return [vector(planner.emit(opcode.TANH, x.size, [steep]))];
}

/** Two vectors of one size; a constant with one element stands for a vector of it. */
function elementwise(
  planner: Planner,
  code: number,
  a: Meaning | undefined,
  b: Meaning | undefined,
): Meaning {
  const right = isScalar(b) ? undefined : planner.vector(b);
  const left = isScalar(a) && right ? repeated(planner, a.tensor, right.size) : planner.vector(a);
  const other = right ?? repeated(planner, (b as { tensor: Tensor }).tensor, left.size);
  if (left.size !== other.size) planner.refuse(`${left.size} numbers and ${other.size}, wanted as many`);
  return vector(planner.emit(code, left.size, [left, other]));
}

function isScalar(meaning: Meaning | undefined): meaning is { kind: 'constant'; tensor: Tensor } {
  return meaning?.kind === 'constant' && elements(meaning.tensor.shape) === 1;
}

function repeated(planner: Planner, tensor: Tensor, size: number): Vector {
  return wholeBuffer(size, scalar(planner, tensor));
}

function scalar(planner: Planner, tensor: Tensor): number {
  if (tensor.type !== 'float32' || tensor.data.length !== 1) {
    return planner.refuse(`a constant ${tensor.type} [${tensor.shape}], wanted one float32`);
  }
  return Number(tensor.data[0]);
}

function vector(value: Vector): Meaning {
  return { kind: 'vector', vector: value };
}

function expect(planner: Planner, node: Node, name: string, wanted: number | number[]): void {
  const got: Attribute['value'] | undefined = node.attributes.get(name)?.value;
  if (String(got) !== String(wanted)) planner.refuse(`attribute ${name} is ${got}, wanted ${wanted}`);
}
