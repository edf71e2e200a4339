/** How big a network is, and how much work a token is. */
import { type NetworkSpec, weightShapes } from './spec.ts';

/** Weights of a network, the shared table counted once. */
export function parameterCount(spec: NetworkSpec): number {
  let count = 0;
  for (const shape of weightShapes(spec).values()) count += shape.reduce((product, n) => product * n, 1);
  return count;
}

/** Multiply-accumulates of one step: every matrix once, the table for the logits; a row looked up costs nothing. */
export function multiplyAccumulates(spec: NetworkSpec): number {
  let count = 0;
  for (const shape of weightShapes(spec).values()) if (shape.length === 2) count += shape[0] * shape[1];
  return count;
}

/** The cells for people, for example `gru` or `lstm+gru`. */
export function cellNames(spec: NetworkSpec): string {
  return [...new Set(spec.cells)].join('+');
}

/** One line for people, for example `gru 512x2, embedding 256`. */
export function summary(spec: NetworkSpec): string {
  const block = spec.block === 'residual' ? ', residual' : '';
  return `${cellNames(spec)} ${spec.hidden}x${spec.cells.length}, embedding ${spec.embedding}${block}`;
}
