/** When each value of a plan is made and last read: values that never meet may share memory, which keeps it in the cache. */
import type { Buffer, Plan } from './plan.ts';

/** Buffers that come to life or are over at each stage of a plan; every operation that makes logits is one more stage. */
export interface Lifetimes {
  born: Buffer[][];
  over: Buffer[][];
}

/** Constants, states, next states and logits are not among them: these live as long as the model. */
export function lifetimesOf({ reading, speaking, states, nextStates, logits }: Plan): Lifetimes {
  const stages = [
    ...reading.map(({ operations }) => operations),
    ...speaking.map((operation) => [operation]),
  ];
  const lasting = new Set([...states, ...nextStates, logits].map(({ buffer }) => buffer));
  const first = new Map<Buffer, number>();
  const last = new Map<Buffer, number>();
  for (const [stage, operations] of stages.entries()) {
    for (const { result, reads } of operations) {
      for (const { buffer } of [result, ...reads]) {
        if (buffer.constant !== undefined || lasting.has(buffer)) continue;
        if (!first.has(buffer)) first.set(buffer, stage);
        last.set(buffer, stage);
      }
    }
  }
  const born: Buffer[][] = stages.map(() => []);
  const over: Buffer[][] = stages.map(() => []);
  for (const [buffer, stage] of first) born[stage]!.push(buffer);
  for (const [buffer, stage] of last) over[stage]!.push(buffer);
  return { born, over };
}
