/** The compiled kernels, typed. Arguments are byte addresses in the model's memory and counts; see assembly/. */
export interface Kernels {
  /** Whether products by bytes are right on this processor: 1 or 0. */
  isUnsigned(): number;
  /** Takes products by bytes, or not. Before weights are packed. */
  useDots(on: number): void;
  /** Rounds inputs of products to a byte, or to 16 bits. */
  useBytes(on: number): void;
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
  /** `stride`: bytes from a row of y to the next; `notes`: steps and room, see assembly/product.ts; `quads`: 1. */
  productOfFours(
    y: number,
    stride: number,
    x: number,
    weights: number,
    scale: number,
    bias: number,
    notes: number,
    inputs: number,
    outputs: number,
    quads: number,
  ): void;
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
  raise(
    numbers: number,
    count: number,
    decay: number,
    logits: number,
    weights: number,
    strength: number,
    normalizer: number,
  ): number;
}

/** `fastest`: products by bytes where they are right, see assembly/dot-product.ts. `plain`: never. */
export type Products = 'fastest' | 'plain';

/** What inputs of products are rounded to: 16 bits unless said. */
export type Activations = 'int8' | undefined;

/** A set of kernels over a memory of its own. The bits are the same with any products. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  products: Products = 'fastest',
  activations?: Activations,
): Kernels {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  kernels.useDots(products === 'fastest' ? kernels.isUnsigned() : 0);
  kernels.useBytes(activations === 'int8' ? 1 : 0);
  return kernels;
}
