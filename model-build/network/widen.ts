/**
 * A trained network with more room: what it computes is the same until it is trained on, as in Net2Net
 * (arXiv:1511.05641). New units of a residual block's gated feed-forward take random inputs, and give nothing at first.
 */
import { type NetworkSpec, type Weight, type Weights, weightShapes } from './spec.ts';

/**
 * `weights` of a network that is `spec` but for a narrower feed-forward, as weights of `spec`. `fresh`: initial weights
 * of `spec`, from which the new units take their inputs. Weights that have their shape already are passed on.
 */
export function widenFeed(weights: Weights, spec: NetworkSpec, fresh: Weights): Weights {
  const wide: Weights = new Map();
  for (const [name, [rows, columns]] of weightShapes(spec)) {
    const old = weights.get(name)!;
    if (name.endsWith('.feed.up.kernel')) wide.set(name, moreColumns(old, fresh.get(name)!));
    else if (name.endsWith('.feed.down.kernel')) {
      const values = new Float32Array(rows * columns);
      values.set(old.values);
      wide.set(name, { shape: [rows, columns], values });
    } else wide.set(name, old);
  }
  return wide;
}

/** `[embedding, 2 * inner]`: both halves, what is gated and its gate, grow at their ends. */
function moreColumns({ shape: [rows, from], values: old }: Weight, { shape, values: fresh }: Weight): Weight {
  const to = shape[1]!;
  const values = fresh.slice();
  for (let row = 0; row < rows!; row++)
    for (const half of [0, 1]) {
      const start = row * from! + (half * from!) / 2;
      values.set(old.subarray(start, start + from! / 2), row * to + (half * to) / 2);
    }
  return { shape, values };
}
