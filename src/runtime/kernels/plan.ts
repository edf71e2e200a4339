/** What a model's plan consists of, before it has addresses: vectors, packed matrices and the operations between them. */
import type { Tensor } from '../onnx/graph.ts';

/** Floats of its own in the model's memory. */
export interface Buffer {
  /** In elements. */
  size: number;
  /** Contents that never change, one number for all elements or each its own; undefined for states and results. */
  constant?: number | Float32Array;
}

/** Part of a buffer, or all of it. Views are only ever read; a result is always a whole buffer, or a copy into one. */
export interface Vector {
  buffer: Buffer;
  /** First element and number of elements. */
  offset: number;
  size: number;
}

/** An int8 matrix, as it is used: `outputs` sums over `inputs` products. */
export interface Matrix {
  /** `[outputs, inputs]` when `rowsAreOutputs`, `[inputs, outputs]` otherwise. */
  tensor: Tensor;
  rowsAreOutputs: boolean;
  inputs: number;
  outputs: number;
}

/** One call of a kernel. */
export interface Operation {
  /** One of opcodes.ts. */
  code: number;
  result: Vector;
  /** Vectors that it reads: embed [scale]; product [x, scale, bias]; norm [x, gain]; others their operands. */
  reads: Vector[];
  /** Of embed and product. */
  weights?: Matrix;
  /** Of norm. */
  epsilon?: number;
  /** Makes the state of the next row out of a next state of this one. */
  advances?: boolean;
}

/** Operations that run for all rows, one operation after the other; or, in a `recurrence`, one row after the other. */
export interface Stage {
  operations: Operation[];
  recurrence: boolean;
}

/** A step graph as operations. */
export interface Plan {
  /** What makes the next states, and hands them on to the next row. */
  reading: Stage[];
  /** What makes the logits of rows whose next states have been made. */
  speaking: Operation[];
  /** Rows of the table that tokens are looked up in. */
  tokens: number;
  states: Vector[];
  nextStates: Vector[];
  logits: Vector;
}

/** A new buffer and the vector that is all of it. */
export function wholeBuffer(size: number, constant?: Buffer['constant']): Vector {
  return { buffer: { size, constant }, offset: 0, size };
}
