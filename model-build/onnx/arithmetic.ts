/** How a step graph multiplies by its weights: the one thing in which the int8 graph and its float32 twin differ. */
import type { GraphBuilder } from './builder.ts';

/** The parts of a step graph that differ between float32 and int8. */
export interface Arithmetic {
  /** Row of the table for `token`, times the embedding scale: `[1, embedding]`. */
  embed(token: string): string;
  /** `x . kernel (+ bias)`, `[1, columns]`, under the name `output`. */
  product(x: string, kernel: string, output: string, bias?: string): string;
  /** `y . transpose(table) + logits.bias`, `[1, vocabulary]`, under the name `logits`. */
  logits(y: string): string;
  /** Writes one bare cell: its output, and its next states in order. */
  cell(step: CellStep): string;
}

/** One cell's place in the graph. */
export interface CellStep {
  builder: GraphBuilder;
  arithmetic: Arithmetic;
  /** Prefix of its weights and values, for example `layer0`. */
  name: string;
  layer: number;
  hidden: number;
  /** Its input `[1, inputs]`. */
  input: string;
  /** Names of its states `[1, hidden]`, and the names that their successors must get. */
  states: string[];
  nextStates: string[];
}
