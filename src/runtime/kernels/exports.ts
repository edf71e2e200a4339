/** The compiled kernels, typed. Arguments are byte addresses in the model's memory and counts; see assembly/. */
export interface Kernels {
  /** Whether the products of this module are right on this processor: 1 or 0; always 0 for kernels.wasm, which are. */
  isUnsigned(): number;
  run(record: number, end: number, first: number, rows: number, tokens: number, scratch: number): void;
  packColumns(
    target: number,
    source: number,
    first: number,
    rows: number,
    outputs: number,
    stride: number,
    sums: number,
  ): void;
  packRows(
    target: number,
    source: number,
    first: number,
    rows: number,
    inputs: number,
    stride: number,
    sums: number,
  ): void;
  embed(y: number, table: number, scale: number, token: number, width: number, stride: number): void;
  product(
    y: number,
    x: number,
    weights: number,
    scale: number,
    bias: number,
    notes: number,
    inputs: number,
    outputs: number,
  ): void;
  productOfFour: ProductOfRows;
  productOfTwo: ProductOfRows;
  /** Returns the step. */
  quantize(q: number, x: number, count: number, levels: number, stride: number): number;
  norm(y: number, x: number, gain: number, count: number, epsilon: number): void;
  add(y: number, a: number, b: number, count: number): void;
  subtract(y: number, a: number, b: number, count: number): void;
  multiply(y: number, a: number, b: number, count: number): void;
  copy(y: number, a: number, count: number): void;
  sigmoid(y: number, x: number, count: number): void;
  tanh(y: number, x: number, count: number): void;
  relu(y: number, x: number, count: number): void;
  greatest(x: number, count: number): number;
  sumExponentials(x: number, count: number, from: number): number;
}

/** `stride`: bytes from a row of y to the next; `notes`: address of one step a row and room for as many words, see assembly/product.ts. */
type ProductOfRows = (
  y: number,
  stride: number,
  x: number,
  weights: number,
  scale: number,
  bias: number,
  notes: number,
  inputs: number,
  outputs: number,
) => void;

/** A set of kernels over a memory of its own. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
