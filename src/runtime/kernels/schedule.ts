/** Puts what the next states need first, so that a prompt is read without making logits; drops what nobody needs. */
import type { Buffer, Operation, Vector } from './plan.ts';

/** The operations in an order in which they can run, and the number of those that the next states need. */
export function schedule(
  operations: readonly Operation[],
  nextStates: readonly Vector[],
  logits: Vector,
): { operations: Operation[]; statesEnd: number } {
  const forStates = needed(operations, nextStates);
  const forLogits = needed(operations, [logits]);
  const first = operations.filter((operation) => forStates.has(operation));
  const rest = operations.filter((operation) => !forStates.has(operation) && forLogits.has(operation));
  return { operations: [...first, ...rest], statesEnd: first.length };
}

/** Operations that contribute to any of `results`. */
function needed(operations: readonly Operation[], results: readonly Vector[]): Set<Operation> {
  const wanted = new Set<Buffer>(results.map(({ buffer }) => buffer));
  const found = new Set<Operation>();
  for (const operation of operations.toReversed()) {
    if (!wanted.has(operation.result.buffer)) continue;
    found.add(operation);
    for (const { buffer } of operation.reads) wanted.add(buffer);
  }
  return found;
}
