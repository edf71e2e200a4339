/** One thread of a sharded step: keeps a copy of the weights, computes the gradient of the lanes it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { openBackend } from '../backend/index.ts';
import type { Variables } from '../network/run-cell.ts';
import { weightShapes } from '../network/spec.ts';
import { Random } from '../random/random.ts';
import { dropout } from './dropout.ts';
import { lessonOf } from './gradients.ts';
import { layout, type ShardAnswer, type ShardStart, type ShardTask, tensorsOf } from './shards.ts';

const start = workerData as ShardStart;
const port = parentPort!;
const { ops } = await openBackend(start.backend);
const weights = new Float32Array(start.weights);
const gradients = new Float32Array(start.gradients);
const places = layout(start.spec);
const variables: Variables = new Map(
  [...weightShapes(start.spec)].map(([name, shape]) => [name, tf.tidy(() => tf.variable(tf.zeros(shape)))]),
);

port.on('message', async ({ window, states, seed }: ShardTask) => {
  try {
    [...variables.values()].forEach((variable, i) => {
      const { shape, from, to } = places[i]!;
      tf.tidy(() => variable.assign(tf.tensor(weights.subarray(from, to), shape)));
    });
    const before = tensorsOf(states, start.batch);
    const { spec, batch, share } = start;
    const drop = dropout(start.dropout, new Random(seed));
    const lesson = lessonOf(ops, spec, variables, window, before, batch, share, drop);
    for (const [i, gradient] of lesson.gradients.entries())
      gradients.set((await gradient.data()) as Float32Array, places[i]!.from);
    const after = await Promise.all(
      lesson.states.map((layer) => Promise.all(layer.map((state) => state.data() as Promise<Float32Array>))),
    );
    const loss = (await lesson.loss.data())[0]!;
    tf.dispose([before, lesson.gradients, lesson.states, lesson.loss]);
    port.postMessage({ loss, states: after } satisfies ShardAnswer);
  } catch (error) {
    // Thrown where the thread's owner hears it, as an `error` event, rather than lost as a rejection.
    setImmediate(() => {
      throw error;
    });
  }
});
