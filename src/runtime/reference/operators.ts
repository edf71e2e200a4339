/**
 * ONNX operators in plain TypeScript, to read and to check others against: float32 results, sums of products in
 * float64. `DynamicQuantizeLinear` rounds nothing: it passes its floats through with scale 1 and zero point 0, so
 * that int8 weights meet float activations. That makes this the reference, and not one more set of roundings.
 */
import { type Attribute, OnnxError } from '../onnx/graph.ts';
import { broadcast, type Computed, concat, gather, reshape, split, transpose } from './tensors.ts';

type Attributes = ReadonlyMap<string, Attribute>;
/** As many as the operator needs, and perhaps more. */
type Inputs = [Computed, Computed, ...Computed[]];
type Run = (inputs: Inputs, attributes: Attributes) => Computed[];
interface Operator {
  /** How many inputs it needs at least. */
  inputs: number;
  run: (inputs: Computed[], attributes: Attributes) => Computed[];
}

/** Every operator that the reference runs. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Add', binary((a, b) => a + b)],
  ['Sub', binary((a, b) => a - b)],
  ['Mul', binary((a, b) => a * b)],
  ['Div', binary((a, b) => a / b)],
  ['Pow', binary((a, b) => a ** b)],
  ['Sqrt', unary(Math.sqrt)],
  ['Tanh', unary(Math.tanh)],
  ['Sigmoid', unary((x) => 1 / (1 + Math.exp(-x)))],
  ['Relu', unary((x) => Math.max(0, x))],
  ['Sign', unary(Math.sign)],
  ['Cast', unary((x) => x)],
  ['ReduceMean', operator(1, ([x]) => [meanOfLast(x)], { axes: [-1], keepdims: 1 })],
  ['DynamicQuantizeLinear', operator(1, ([x]) => [x, scalar(1), scalar(0)])],
  ['MatMulInteger', operator(2, ([a, b]) => [product(a, b)])],
  ['MatMul', operator(2, ([a, b]) => [product(a, b)])],
  ['Gemm', operator(2, ([a, b, c], attributes) => [gemm(a, b, c, attributes)])],
  ['Transpose', operator(1, ([x]) => [transpose(x)], { perm: [1, 0] })],
  ['Gather', operator(2, ([table, indices]) => [gather(table, indices)], { axis: 0 })],
  ['Concat', operator(1, (parts) => [concat(parts)], { axis: 1 })],
  ['Split', operator(2, ([x, sizes]) => split(x, [...sizes.data]), { axis: 1 })],
  ['Reshape', operator(2, ([x, shape]) => [reshape(x, [...shape.data])])],
]);

/** An operator that needs `inputs` inputs, and runs only with the attributes that step graphs give it. */
function operator(inputs: number, run: Run, wanted: Record<string, number | number[]> = {}): Operator {
  return {
    inputs,
    run(values, attributes) {
      for (const [name, value] of Object.entries(wanted)) expect(attributes, name, value);
      return run(values as Inputs, attributes);
    },
  };
}

function unary(apply: (x: number) => number): Operator {
  return operator(1, ([x]) => {
    const data = new Float32Array(x.data.length);
    for (let i = 0; i < data.length; i++) data[i] = apply(x.data[i]!);
    return [{ shape: x.shape, data }];
  });
}

function binary(apply: (a: number, b: number) => number): Operator {
  return operator(2, ([a, b]) => [broadcast(a, b, apply)]);
}

function scalar(value: number): Computed {
  return { shape: [], data: Float32Array.of(value) };
}

/** Mean along the last axis, which stays with length 1. */
function meanOfLast(x: Computed): Computed {
  const width = x.shape.at(-1) ?? 1;
  const data = new Float32Array(x.data.length / width);
  for (let row = 0; row < data.length; row++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += x.data[row * width + i]!;
    data[row] = sum / width;
  }
  return { shape: [...x.shape.slice(0, -1), 1], data };
}

/** `[1, inputs] . [inputs, outputs]`: the only shape of product in a step. */
function product(a: Computed, b: Computed): Computed {
  const [inputs = 0, outputs = 0] = b.shape;
  if (b.shape.length !== 2 || a.shape.length !== 2 || a.shape[0] !== 1 || a.shape[1] !== inputs) {
    throw new OnnxError(`product: [${a.shape}] times [${b.shape}], wanted [1, n] times [n, m]`);
  }
  const sums = new Float64Array(outputs);
  for (let i = 0; i < inputs; i++) {
    const x = a.data[i]!;
    const row = i * outputs;
    for (let j = 0; j < outputs; j++) sums[j]! += x * b.data[row + j]!;
  }
  return { shape: [1, outputs], data: Float32Array.from(sums) };
}

/** `a . b + c`, or `a . transpose(b) + c`. */
function gemm(a: Computed, b: Computed, c: Computed | undefined, attributes: Attributes): Computed {
  for (const [name, wanted] of Object.entries({ alpha: 1, beta: 1, transA: 0 })) {
    if (attributes.has(name)) expect(attributes, name, wanted);
  }
  const result = product(a, attributes.get('transB')?.value === 1 ? transpose(b) : b);
  return c === undefined ? result : broadcast(result, c, (x, y) => x + y);
}

/** @throws OnnxError when an attribute is not the one value that step graphs give it. */
function expect(attributes: Attributes, name: string, wanted: number | number[]): void {
  const got = attributes.get(name)?.value;
  if (String(got) !== String(wanted)) throw new OnnxError(`attribute ${name} is ${got}, wanted ${wanted}`);
}
