/**
 * How far back a network feels: the norm of d loss_T / d state_(T-k) against k, where loss_T is that of one prediction
 * and state_(T-k) is everything that the network carried k steps before it.
 *
 * Training's operations cut gradients at states on purpose; here the network is taken one step at a time by composed
 * operators, whose states are tensors like any other. A zero is added to every state on the way, and the gradients of
 * those zeros, found in one backward pass, are the gradients of the states.
 */
import * as tf from '@tensorflow/tfjs';
import { forward, type States, zeroStates } from '../network/forward.ts';
import { loss } from '../network/head.ts';
import type { Variables } from '../network/run-cell.ts';
import { type NetworkSpec, stateSizes } from '../network/spec.ts';
import { composedOps } from '../ops/composed.ts';

export interface Distances {
  /** Predictions that the means are over. */
  positions: number;
  /** `[k - 1]`: mean norm over positions, of all states together. */
  all: number[];
  /** `[layer][k - 1]`: the same for each layer's states. */
  layers: number[][];
}

/** Lanes taken through the network side by side. */
const BATCH = 32;

/**
 * Each stretch holds `warm` tokens that fill the state, then `distance` tokens that the gradient goes back through,
 * then the token that is predicted: `warm + distance + 1` in all. Runs on the current backend.
 */
export async function gradientDistances(
  spec: NetworkSpec,
  weights: Variables,
  stretches: readonly Uint16Array[],
  distance: number,
): Promise<Distances> {
  const layers = spec.cells.map(() => new Array<number>(distance).fill(0));
  const all = new Array<number>(distance).fill(0);
  for (let from = 0; from < stretches.length; from += BATCH) {
    const lanes = stretches.slice(from, from + BATCH);
    const squares = await laneSquares(spec, weights, lanes, distance);
    for (let k = 0; k < distance; k++)
      for (let lane = 0; lane < lanes.length; lane++) {
        const each = squares[k].map((layer) => layer[lane]);
        each.forEach((square, layer) => {
          layers[layer][k] += Math.sqrt(square) / stretches.length;
        });
        all[k] += Math.sqrt(each.reduce((sum, square) => sum + square)) / stretches.length;
      }
  }
  return { positions: stretches.length, all, layers };
}

/** `[k - 1][layer][lane]`: sums of squares of the gradients. */
async function laneSquares(
  spec: NetworkSpec,
  weights: Variables,
  lanes: readonly Uint16Array[],
  distance: number,
): Promise<Float32Array[][]> {
  const batch = lanes.length;
  const warm = lanes[0].length - distance - 1;
  const idsAt = (t: number) =>
    tf.tensor1d(
      Int32Array.from(lanes, (lane) => lane[t]),
      'int32',
    );
  const step = (t: number, states: States) => forward(composedOps, spec, weights, idsAt(t), batch, states);

  let before = zeroStates(spec, batch);
  for (let t = 0; t < warm; t++) {
    const after = tf.tidy(() => step(t, before).states);
    tf.dispose(before);
    before = after;
  }
  const shapes = stateSizes(spec);
  const flat = shapes.flatMap((sizes, layer) => sizes.map((size) => ({ layer, size })));
  const passed: States[] = [];
  const squares = tf.tidy(() => {
    const zeros = Array.from({ length: distance }, () => flat.map(({ size }) => tf.zeros([batch, size])));
    const lossOf = (...added: tf.Tensor[]): tf.Scalar => {
      let states = before;
      let y!: tf.Tensor2D;
      for (let t = 0; t < distance; t++) {
        let next = t * flat.length;
        const nudged = states.map((layer) => layer.map((s) => tf.add(s, added[next++]) as tf.Tensor2D));
        const run = step(warm + t, nudged);
        ({ y, states } = run);
        passed.push(states);
      }
      // The mean over lanes times the lanes: each lane's gradient is then that of its own loss.
      const total = tf.mul(loss(composedOps, weights, y, idsAt(warm + distance), true), batch);
      // A state may have no way to the prediction: an MLP's deeper layers look one token back. tfjs wants one for each.
      // Two at a time: tfjs's addN binds a buffer for each, and a GPU may bind eight.
      const nothing = added.map((zeros) => tf.sum(zeros)).reduce((a, b) => tf.add(a, b));
      return tf.add(total, tf.mul(nothing, 0));
    };
    const gradients = tf.grads(lossOf)(zeros.flat());
    return zeros.map((_, t) => {
      const layers = shapes.map(() => tf.zeros([batch]));
      flat.forEach(({ layer }, i) => {
        layers[layer] = tf.add(layers[layer], tf.sum(tf.square(gradients[t * flat.length + i]), 1));
      });
      return layers;
    });
  });
  const values = await Promise.all(
    squares.map((layers) => Promise.all(layers.map(async (layer) => (await layer.data()) as Float32Array))),
  );
  tf.dispose([before, passed, squares]);
  return values.reverse();
}
