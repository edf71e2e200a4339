/**
 * A trained network with more room: what it computes is the same until it is trained on, as after a step of Net2Net
 * (arXiv:1511.05641), though no unit is copied. New units of a residual block's gated feed-forward take random inputs, and
 * give nothing at first.
 */
import { type NetworkSpec, proveWeights, type Weight, type Weights, weightShapes } from './spec.ts';

/** Its rows are the units of a residual block's feed-forward; all blocks have as many. */
export const FEED = 'layer0.feed.down.kernel';

/**
 * `weights` of a network that is `spec` but for a narrower feed-forward, as weights of `spec`. `fresh`: initial weights
 * of `spec`, from which the new units take their inputs. Weights that have their shape already are passed on.
 * @throws RangeError that names the first weight that is missing, or of another network.
 */
export function widenFeed(weights: Weights, spec: NetworkSpec, fresh: Weights): Weights {
  proveWeights(weights, { ...spec, feedForward: weights.get(FEED)?.shape[0] });
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
