/**
 * Puts what the next states need first, so that a prompt is read without making logits; drops what nobody needs; and
 * finds the recurrences. A token's states wait for those of the token before, all else can be done for many tokens at
 * once: of a gated linear cell only three additions and multiplications wait, of a GRU one product as well.
 */
import { components } from './components.ts';
import { COPY } from './opcodes.ts';
import type { Buffer, Operation, Plan, Stage, Vector } from './plan.ts';

/** The operations of a plan, each in a place where what it reads has been made. */
export function schedule(
  operations: readonly Operation[],
  states: readonly Vector[],
  nextStates: readonly Vector[],
  logits: Vector,
): Pick<Plan, 'reading' | 'speaking'> {
  const forStates = needed(operations, nextStates);
  const forLogits = needed(operations, [logits]);
  const advances = states.map((state, i) => ({
    code: COPY,
    result: state,
    reads: [nextStates[i]!],
    advances: true,
  }));
  return {
    reading: stages([...operations.filter((operation) => forStates.has(operation)), ...advances]),
    speaking: operations.filter((operation) => !forStates.has(operation) && forLogits.has(operation)),
  };
}

/** Operations that wait for themselves, through the states, make a recurrence. */
function stages(operations: readonly Operation[]): Stage[] {
  const makers = new Map<Buffer, number[]>();
  for (const [i, { result }] of operations.entries()) {
    const known = makers.get(result.buffer);
    if (known) known.push(i);
    else makers.set(result.buffer, [i]);
  }
  const waitsFor = operations.map(({ reads }) => reads.flatMap(({ buffer }) => makers.get(buffer) ?? []));
  return components(waitsFor).map((members) => ({
    operations: members.map((i) => operations[i]!),
    recurrence: members.length > 1 || waitsFor[members[0]!]!.includes(members[0]!),
  }));
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
