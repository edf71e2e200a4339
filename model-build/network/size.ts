/** How big a network is, and how much work a token is. */
import { type NetworkSpec, weightShapes } from './spec.ts';

/** Weights of a network, the shared table counted once. */
export function parameterCount(spec: NetworkSpec): number {
  let count = 0;
  for (const shape of weightShapes(spec).values()) count += shape.reduce((product, n) => product * n, 1);
  return count;
}

/**
 * Multiply-accumulates of one step: every matrix once, the table for the logits; a row looked up costs nothing, but with a
 * head, whose pooling adds it up.
 */
export function multiplyAccumulates(spec: NetworkSpec): number {
  let count = 0;
  for (const [name, shape] of weightShapes(spec)) {
    if (shape.length === 2) count += spec.head && name === 'table' ? shape[1] : shape[0] * shape[1];
  }
  return count;
}

/** The cells for people, for example `gru` or `lstm+gru`. */
export function cellNames(spec: NetworkSpec): string {
  return [...new Set(spec.cells)].join('+') || 'sum';
}

/** One line for people, for example `gru 512x2, embedding 256`. */
export function summary(spec: NetworkSpec): string {
  const block = spec.block === 'residual' ? ', residual' : '';
  const head = spec.head ? `, ${spec.head.pool.join(' and ')} of all tokens` : '';
  const cells = spec.cells.length > 0 ? ` ${spec.hidden}x${spec.cells.length}` : '';
  return `${cellNames(spec)}${cells}, embedding ${spec.embedding}${block}${head}`;
}
