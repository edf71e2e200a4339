/** The head of a classifier in a step graph: pooling, whose sums are states, and what is said of the text so far. */
import type { NetworkSpec } from '../network/spec.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { GraphBuilder } from './builder.ts';

/** What the head is written with. */
export interface HeadWriter {
  builder: GraphBuilder;
  arithmetic: Arithmetic;
  /** Writes an RMS norm with a gain. */
  norm(x: string, gain: string, output: string): string;
  /** Index of the first state that is pooling's. */
  firstState: number;
}

/** Writes `logits` `[1, outputs]` from y `[1, embedding]`, and the next states of pooling. */
export function writeHead(
  { builder, arithmetic, norm, firstState }: HeadWriter,
  { pool }: NonNullable<NetworkSpec['head']>,
  y: string,
): void {
  let state = firstState;
  const carried = (write: (before: string, next: string) => void): string => {
    const next = `next_state_${state}`;
    write(`state_${state++}`, next);
    return next;
  };
  const pooled = pool.map((kind) => {
    if (kind === 'last') return y;
    if (kind === 'max')
      // m + relu(y - m), from 0 on: the kernels know no Max.
      return carried((before, next) => {
        const above = builder.op('Relu', 'head.above', [builder.op('Sub', 'head.more', [y, before])]);
        builder.op('Add', next, [before, above]);
      });
    if (kind === 'mean') {
      const sum = carried((before, next) => builder.op('Add', next, [before, y]));
      return norm(sum, 'head.mean.gain', 'head.mean');
    }
    const gate = arithmetic.product(y, 'head.gate.kernel', 'head.gate.sum', 'head.gate.bias');
    const share = builder.op('Mul', 'head.share', [builder.op('Sigmoid', 'head.gate', [gate]), y]);
    const sum = carried((before, next) => builder.op('Add', next, [before, share]));
    return norm(sum, 'head.gated.gain', 'head.gated');
  });
  const axis = { axis: { type: 'int', value: 1 } } as const;
  const p = pooled.length > 1 ? builder.op('Concat', 'head.pooled', pooled, axis) : pooled[0];
  arithmetic.product(p, 'head.kernel', 'logits', 'head.bias');
}
