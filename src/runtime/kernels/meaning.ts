/**
 * What the values of a step graph mean to the planner. An ONNX graph spells one kernel call out in many nodes (a
 * quantized product takes six); walking the nodes in order, each value gets a meaning, and when a meaning is complete,
 * a kernel call comes out of it. Nothing has to be searched for, and nodes may lie in any order that is valid.
 */
import type { Tensor } from '../onnx/graph.ts';
import type { Matrix, Vector } from './plan.ts';

/** What a value of the graph stands for in the kernels' arithmetic. */
export type Meaning =
  | { kind: 'token' }
  /** Floats in memory, `[1, size]`. */
  | { kind: 'vector'; vector: Vector }
  /** An initializer, as it is or transposed. */
  | { kind: 'constant'; tensor: Tensor }
  | { kind: 'transposed'; tensor: Tensor }
  /** The token's row of an int8 table, and its element of a vector of scales. */
  | { kind: 'row'; table: Matrix }
  | { kind: 'rowScale'; scales: Tensor }
  /** The three results of DynamicQuantizeLinear. */
  | { kind: 'rounded' | 'step' | 'zero'; x: Vector }
  /** A sum of integer products; the factor that makes it real; both together, perhaps still without its bias. */
  | { kind: 'sum'; x: Vector; weights: Matrix }
  | { kind: 'factor'; x: Vector; scale: Tensor }
  | Product
  /** On the way to a root mean square norm: x^2, its mean, with epsilon, its root, and x divided by that. */
  | { kind: 'square' | 'mean'; x: Vector }
  | { kind: 'safe' | 'root' | 'unit'; x: Vector; epsilon: number };

/** A product that is computed once it is known whether a bias is added. */
export interface Product {
  kind: 'product';
  x: Vector;
  weights: Matrix;
  scale: Tensor;
  /** Where it is, once somebody needed it without a bias. */
  made?: Vector;
}
