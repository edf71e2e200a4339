/**
 * A step's lanes shared out over threads. Each has a backend of its own and computes the gradient of its lanes; their sum
 * is the gradient of the step. Matrix products share out well by themselves, but nothing else in a step does: on two
 * cores this is worth more than a BLAS with two threads. The sum's order is fixed, so the same number of shards gives
 * the same bits on any number of cores.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { limitBlasThreads } from '../heap/openblas.ts';
import type { States } from '../network/forward.ts';
import type { Variables } from '../network/run-cell.ts';
import { type NetworkSpec, weightShapes } from '../network/spec.ts';
import type { Ops } from '../ops/ops.ts';
import type { Random } from '../random/random.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import type { TrainingPlan } from '../recipe/recipe.ts';
import { dropout } from './dropout.ts';
import { type Lesson, lessonOf, type Window } from './gradients.ts';

/** What a thread is started with. */
export interface ShardStart {
  backend: BackendName;
  spec: NetworkSpec;
  /** Lanes of this shard, and its share of all. */
  batch: number;
  share: number;
  /** Share of each layer's output that is left out. */
  dropout: number;
  /** All weights, one after the other. */
  weights: SharedArrayBuffer;
  /** This shard's gradients, in the same layout. */
  gradients: SharedArrayBuffer;
}
/** One step for a thread. */
export interface ShardTask {
  window: Window;
  /** Numbers of the states `[batch, size]`. */
  states: Float32Array[][];
  /** Of what dropout draws; unused without. */
  seed: number;
}
/** What a thread has found. */
export interface ShardAnswer {
  loss: number;
  states: Float32Array[][];
}

/** Where each weight lies in the shared arrays. */
export function layout(spec: NetworkSpec): { shape: number[]; from: number; to: number }[] {
  let at = 0;
  return [...weightShapes(spec).values()].map((shape) => {
    const from = at;
    at += shape.reduce((a, b) => a * b);
    return { shape, from, to: at };
  });
}

/** Lanes `[from, from + count)` of a window of `batch` lanes. */
export function lanesOf({ ids, targets }: Window, batch: number, from: number, count: number): Window {
  const pick = (all: Int32Array) =>
    Int32Array.from(
      { length: (all.length / batch) * count },
      (_, i) => all[Math.floor(i / count) * batch + from + (i % count)]!,
    );
  return { ids: pick(ids), targets: pick(targets) };
}

/** Threads that share the lanes of a step out between them. */
export class Shards {
  readonly #spec: NetworkSpec;
  readonly #batch: number;
  readonly #dropout: number;
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array[];
  readonly #workers: Worker[];

  /** `count` shards of `batch` lanes: one is computed here, each other in a thread with a backend of that name. */
  constructor(
    backend: BackendName,
    spec: NetworkSpec,
    plan: Pick<TrainingPlan, 'batch' | 'dropout'>,
    count: number,
  ) {
    const { batch, dropout = 0 } = plan;
    if (batch % count !== 0)
      throw new RangeError(`training.shards: got ${count}, wanted a divisor of training.batch, ${batch}`);
    limitBlasThreads(Math.max(1, Math.floor(availableParallelism() / count)));
    this.#spec = spec;
    this.#dropout = dropout;
    this.#batch = batch / count;
    const bytes = 4 * layout(spec).at(-1)!.to;
    const weights = new SharedArrayBuffer(bytes);
    this.#weights = new Float32Array(weights);
    const buffers = Array.from({ length: count - 1 }, () => new SharedArrayBuffer(bytes));
    this.#gradients = buffers.map((buffer) => new Float32Array(buffer));
    this.#workers = buffers.map((gradients) => {
      const size = { batch: this.#batch, share: 1 / count };
      const start: ShardStart = { backend, spec, ...size, dropout, weights, gradients };
      const worker = new Worker(new URL('./shard-worker.ts', import.meta.url), { workerData: start });
      // Between steps it keeps no process alive.
      worker.unref();
      return worker;
    });
  }

  /** The lesson of all lanes: see `lessonOf`. `random` is drawn from only for dropout. */
  async lesson(
    ops: Ops,
    weights: Variables,
    window: Window,
    states: States,
    random: Random,
  ): Promise<Lesson> {
    const places = layout(this.#spec);
    for (const [i, weight] of [...weights.values()].entries())
      this.#weights.set((await weight.data()) as Float32Array, places[i]!.from);
    const lanes = this.#batch * (this.#workers.length + 1);
    const numbers = await Promise.all(
      states.map((layer) => Promise.all(layer.map((state) => state.data() as Promise<Float32Array>))),
    );
    const statesOf = (shard: number) =>
      numbers.map((layer) =>
        layer.map((all) => {
          const size = (all.length / lanes) * this.#batch;
          return all.slice(shard * size, (shard + 1) * size);
        }),
      );
    const windowOf = (shard: number) => lanesOf(window, lanes, shard * this.#batch, this.#batch);

    const answers = this.#workers.map((worker, i) => {
      const answer = nextAnswer(worker);
      const seed = this.#dropout > 0 ? random.next() : 0;
      worker.postMessage({ window: windowOf(i + 1), states: statesOf(i + 1), seed } satisfies ShardTask);
      return answer;
    });
    const first = tensorsOf(statesOf(0), this.#batch);
    const share = 1 / (this.#workers.length + 1);
    const drop = dropout(this.#dropout, random);
    const own = lessonOf(ops, this.#spec, weights, windowOf(0), first, this.#batch, share, drop);
    const others = await Promise.all(answers);

    const gradients = own.gradients.map((gradient, i) => {
      const { shape, from, to } = places[i]!;
      return this.#gradients.reduce<tf.Tensor>((sum, numbers) => {
        const more = tf.tidy(() => tf.add(sum, tf.tensor(numbers.subarray(from, to), shape)));
        sum.dispose();
        return more;
      }, gradient);
    });
    const after = own.states.map((layer, i) =>
      layer.map((state, j) =>
        tf.tidy(
          () =>
            tf.concat([
              state,
              ...others.map(({ states }) => tf.tensor2d(states[i]![j]!, state.shape)),
            ]) as tf.Tensor2D,
        ),
      ),
    );
    const nats = (await own.loss.data())[0]!;
    tf.dispose([first, own.states, own.loss]);
    const loss = tf.scalar(others.reduce((sum, { loss }) => sum + loss, nats));
    return { loss, gradients, states: after };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Arrays of numbers as states, `[batch, size]` each. */
export const tensorsOf = (numbers: Float32Array[][], batch: number): States =>
  numbers.map((layer) => layer.map((values) => tf.tensor2d(values, [batch, values.length / batch])));

function nextAnswer(worker: Worker): Promise<ShardAnswer> {
  worker.ref();
  return new Promise((resolve, reject) => {
    const done = () => {
      worker.off('message', answered).off('error', failed).unref();
    };
    const answered = (answer: ShardAnswer) => {
      done();
      resolve(answer);
    };
    const failed = (error: unknown) => {
      done();
      reject(error);
    };
    worker.once('message', answered).once('error', failed);
  });
}
