/** The part of ONNX that step graphs use, as plain values: what the reader gives and the writer takes. */

/** Element types by their ONNX names; `int64` holds shapes and axes, never weights. */
export type ElementType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64';

/** Numbers of ONNX's `TensorProto.DataType`. */
export const ELEMENT_CODES: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
};

/** Bytes of one element. */
export const ELEMENT_BYTES: Record<ElementType, number> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  int32: 4,
  int64: 8,
};

/** The numbers of a tensor. */
export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

/** Row-major values of `shape`; a scalar has shape `[]`. */
export interface Tensor {
  type: ElementType;
  shape: number[];
  data: TensorData;
}

/** An attribute of a node. */
export type Attribute =
  | { type: 'int'; value: number }
  | { type: 'float'; value: number }
  | { type: 'string'; value: string }
  | { type: 'ints'; value: number[] }
  | { type: 'floats'; value: number[] }
  | { type: 'strings'; value: string[] };

/** One operator of a graph. */
export interface Node {
  operator: string;
  /** Empty for ONNX's own operators. */
  domain: string;
  /** If a file says none: see `nameOf`. */
  name: string;
  /** Names of values; an omitted optional input is the empty string. */
  inputs: string[];
  outputs: string[];
  attributes: Map<string, Attribute>;
}

/** The name of a node that has none: its first output's. */
export const nameOf = (outputs: readonly string[]): string => outputs.find((output) => output !== '') ?? '';

/** A named input or output of the graph. */
export interface Value {
  name: string;
  type: ElementType;
  shape: number[];
}

/** Nodes in an order in which they can run: every input is known before it is read. */
export interface Graph {
  name: string;
  nodes: Node[];
  initializers: Map<string, Tensor>;
  inputs: Value[];
  outputs: Value[];
}

/** The file is damaged, or asks for something that this project does not read. */
export class OnnxError extends Error {
  override name = 'OnnxError';
}

/** Number of elements of a shape; 1 for a scalar. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
