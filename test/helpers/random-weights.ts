/** Random weights, the same for the same seed wherever JavaScript runs. */
import { type NetworkSpec, type Weights, weightShapes } from '../../model-build/network/spec.ts';

/** Numbers in 0..1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Weights large enough that states move and gates leave their middle; state kernels smaller, so that even a linear
 * cell stays bounded.
 */
export function randomWeights(spec: NetworkSpec, seed: number): Weights {
  const random = randomNumbers(seed);
  const weights: Weights = new Map();
  for (const [name, shape] of weightShapes(spec)) {
    const size = shape.reduce((product, n) => product * n, 1);
    const damping = name.endsWith('.state.kernel') ? 0.6 : 1;
    const reach = shape.length === 2 && name !== 'table' ? damping * Math.sqrt(3 / shape[0]) : 1;
    weights.set(name, {
      shape,
      values: Float32Array.from({ length: size }, () => reach * (2 * random() - 1)),
    });
  }
  return weights;
}
